package io.pgcluster.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.pgcluster.Violation;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.yaml.PgClusterYaml;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * What every {@link StorageProvider} keeps. Who writes one extends this class in the tests of his
 * module, which need the test jar of {@code pgcluster-core}.
 */
public abstract class StorageProviderContract {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Map<String, String> LABELS =
      Map.of("pgcluster.io/cluster", "orders", "app.kubernetes.io/component", "replica");
  private static final List<String> SAFE_MODES = List.of("ReadWriteOnce", "ReadWriteOncePod");

  /** The YAML form. */
  protected abstract StorageKind kind();

  /**
   * A valid description.
   *
   * @param instances for how many instances of a StatefulSet named {@code orders-replica}
   */
  protected abstract StorageProvider valid(int instances);

  /** Descriptions for one instance that are refused, at least one. */
  protected abstract List<StorageProvider> invalid();

  /** For how many instances there can be a description at most; 3 are enough to show. */
  protected int mostInstances() {
    return 3;
  }

  private IntStream counts() {
    return IntStream.rangeClosed(1, mostInstances());
  }

  private static VolumeRequest request(int instances) {
    return new VolumeRequest("orders", "db", "orders-replica", instances, "data", LABELS);
  }

  private GroupVolumes rendered(int instances) {
    return valid(instances).render(request(instances));
  }

  private static <T extends HasMetadata> List<T> of(Class<T> type, GroupVolumes volumes) {
    return volumes.objects().stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static List<PersistentVolumeClaim> claims(GroupVolumes volumes) {
    List<PersistentVolumeClaim> claims = new ArrayList<>(of(PersistentVolumeClaim.class, volumes));
    volumes.claimTemplate().ifPresent(claims::add);
    return claims;
  }

  @Test
  void is_a_public_record_that_compares_by_value() {
    StorageProvider one = valid(1);

    assertThat(one.getClass().isRecord()).isTrue();
    assertThat(Modifier.isPublic(one.getClass().getModifiers())).isTrue();
    assertThat(valid(1)).isEqualTo(one).hasSameHashCodeAs(one);
    assertThat(one.type()).isEqualTo(kind().type()).matches("[a-z]+(-[a-z]+)*");
    assertThat(kind().prototype()).isInstanceOf(one.getClass());
  }

  @Test
  void what_is_valid_has_no_violations() {
    counts().forEach(n -> assertThat(valid(n).validate("primary.storage", n)).isEmpty());
  }

  @Test
  void violations_are_below_the_path_in_the_order_of_the_fields_and_always_the_same() {
    assertThat(invalid()).isNotEmpty();
    for (StorageProvider refused : invalid()) {
      List<Violation> violations = refused.validate("some.where", 1);

      assertThat(violations).as("%s", refused).isNotEmpty();
      assertThat(violations).extracting(Violation::path).allMatch(p -> p.startsWith("some.where."));
      assertThat(violations).extracting(Violation::problem).noneMatch(String::isBlank);
      assertThat(violations.stream().map(v -> field(refused, v)).toList()).isSorted();
      assertThat(refused.validate("some.where", 1)).isEqualTo(violations);
    }
  }

  private static int field(StorageProvider provider, Violation violation) {
    List<String> fields =
        Arrays.stream(provider.getClass().getRecordComponents())
            .map(RecordComponent::getName)
            .toList();
    String name = violation.path().substring("some.where.".length()).split("[.\\[]")[0];
    assertThat(fields).contains(name);
    return fields.indexOf(name);
  }

  @Test
  void reads_back_from_yaml_equal() {
    boolean standard =
        Stream.of("pvc", "csi", "ephemeral").anyMatch(type -> type.equals(kind().type()));
    PgClusterYaml yaml = standard ? PgClusterYaml.standard() : PgClusterYaml.with(kind());
    counts()
        .forEach(
            n -> {
              PgCluster cluster =
                  PgClusterBuilder.named("orders")
                      .standbys(s -> s.count(n).storage(valid(n)))
                      .build();
              assertThat(yaml.read(yaml.write(cluster))).isEqualTo(cluster);
            });
  }

  @Test
  void the_same_description_makes_the_same_objects_and_asks_the_same() {
    counts()
        .forEach(
            n -> {
              assertThat(JSON.writeValueAsString(rendered(n)))
                  .isEqualTo(JSON.writeValueAsString(rendered(n)));
              assertThat(valid(n).checks(request(n))).isEqualTo(valid(n).checks(request(n)));
              assertThat(valid(n).usedDisks())
                  .isEqualTo(valid(n).usedDisks())
                  .doesNotHaveDuplicates();
            });
  }

  @Test
  void each_instance_has_a_volume_of_its_own() {
    counts()
        .forEach(
            n -> {
              GroupVolumes volumes = rendered(n);
              assertThat(volumes.claimTemplate().isPresent())
                  .isNotEqualTo(volumes.volume().isPresent());
              volumes
                  .claimTemplate()
                  .ifPresent(t -> assertThat(t.getMetadata().getName()).isEqualTo("data"));
              volumes.volume().ifPresent(v -> assertThat(v.getName()).isEqualTo("data"));
              if (n > 1) {
                // A claim in the pod's own volumes would be one for all.
                volumes.volume().ifPresent(v -> assertThat(v.getEmptyDir()).isNotNull());
              }
            });
  }

  @Test
  void claims_that_are_made_beforehand_are_those_that_the_pods_look_for() {
    counts()
        .forEach(
            n -> {
              List<PersistentVolumeClaim> made = of(PersistentVolumeClaim.class, rendered(n));
              if (!made.isEmpty()) {
                assertThat(made)
                    .extracting(c -> c.getMetadata().getName())
                    .containsExactlyElementsOf(
                        IntStream.range(0, n).mapToObj(request(n)::claimName).toList());
              }
            });
  }

  @Test
  void objects_are_labelled_and_where_they_belong() {
    counts()
        .mapToObj(this::rendered)
        .forEach(
            volumes -> {
              for (HasMetadata object : volumes.objects()) {
                boolean claim = object instanceof PersistentVolumeClaim;
                assertThat(object.getMetadata().getNamespace()).isEqualTo(claim ? "db" : null);
                if (object instanceof StorageClass) {
                  // Of no single cluster: others may use it too.
                  assertThat(object.getMetadata().getLabels()).isNullOrEmpty();
                } else {
                  assertThat(object.getMetadata().getLabels()).containsAllEntriesOf(LABELS);
                }
              }
              volumes
                  .claimTemplate()
                  .ifPresent(
                      t -> {
                        assertThat(t.getMetadata().getLabels()).containsAllEntriesOf(LABELS);
                        assertThat(t.getMetadata().getNamespace()).isNull();
                      });
            });
  }

  /** Row 4 of the traps of disks, and the 2018 chart's ReadWriteMany. */
  @Test
  void no_volume_can_be_mounted_by_two_nodes() {
    counts()
        .mapToObj(this::rendered)
        .forEach(
            volumes -> {
              assertThat(of(PersistentVolume.class, volumes))
                  .allSatisfy(
                      v ->
                          assertThat(v.getSpec().getAccessModes())
                              .hasSize(1)
                              .allMatch(SAFE_MODES::contains));
              assertThat(claims(volumes))
                  .allSatisfy(
                      c ->
                          assertThat(c.getSpec().getAccessModes())
                              .hasSize(1)
                              .allMatch(SAFE_MODES::contains));
            });
  }

  /** Rows 10, 11, 12 and 17. */
  @Test
  void volumes_are_kept_and_bound_both_ways_by_a_key() {
    counts()
        .forEach(
            n -> {
              GroupVolumes rendered = rendered(n);
              List<PersistentVolume> volumes = of(PersistentVolume.class, rendered);
              assertThat(volumes.size()).isIn(0, n);
              for (int i = 0; i < volumes.size(); i++) {
                PersistentVolume volume = volumes.get(i);
                PersistentVolumeClaim claim = of(PersistentVolumeClaim.class, rendered).get(i);
                bound(volume, claim);
                kept(volume);
              }
              assertThat(volumes)
                  .extracting(v -> v.getMetadata().getName())
                  .doesNotHaveDuplicates();
              assertThat(
                      claims(rendered).stream()
                          .map(c -> c.getSpec().getStorageClassName())
                          .distinct())
                  .hasSizeLessThanOrEqualTo(1);
            });
  }

  private static void bound(PersistentVolume volume, PersistentVolumeClaim claim) {
    var claimRef = volume.getSpec().getClaimRef();
    assertThat(claimRef.getKind()).isEqualTo("PersistentVolumeClaim");
    assertThat(claimRef.getNamespace()).isEqualTo("db");
    assertThat(claimRef.getName()).isEqualTo(claim.getMetadata().getName());
    assertThat(claimRef.getUid()).isNull();
    assertThat(claim.getSpec().getVolumeName()).isEqualTo(volume.getMetadata().getName());
    assertThat(volume.getSpec().getStorageClassName())
        .isNotBlank()
        .isEqualTo(claim.getSpec().getStorageClassName());
    Quantity capacity = volume.getSpec().getCapacity().get("storage");
    assertThat(capacity.getNumericalAmount())
        .isEqualByComparingTo(
            claim.getSpec().getResources().getRequests().get("storage").getNumericalAmount());
  }

  private static void kept(PersistentVolume volume) {
    var spec = volume.getSpec();
    assertThat(spec.getPersistentVolumeReclaimPolicy()).isEqualTo("Retain");
    assertThat(spec.getVolumeMode()).isEqualTo("Filesystem");
    String fsType =
        Optional.ofNullable(spec.getCsi())
            .map(csi -> csi.getFsType())
            .or(() -> Optional.ofNullable(spec.getFlexVolume()).map(flex -> flex.getFsType()))
            .orElse("");
    assertThat(fsType).isIn("ext4", "xfs");
  }

  /** Rows 3 and 10. */
  @Test
  void the_cluster_is_asked_whether_a_disk_is_free_and_its_key_makes_none() {
    counts()
        .forEach(
            n -> {
              List<ClusterCheck> checks = valid(n).checks(request(n));
              for (PersistentVolume volume : of(PersistentVolume.class, rendered(n))) {
                assertThat(checks)
                    .contains(
                        new ClusterCheck.ClassDoesNotProvision(
                            volume.getSpec().getStorageClassName()))
                    .anyMatch(
                        check ->
                            check instanceof ClusterCheck.DiskNotUsedElsewhere disk
                                && disk.volume().equals(volume.getMetadata().getName())
                                && disk.claimName()
                                    .equals(volume.getSpec().getClaimRef().getName()));
              }
            });
  }

  @Test
  void a_class_keeps_volumes_where_their_pods_run_and_follows_from_the_description_alone() {
    VolumeRequest other = new VolumeRequest("shop", "test", "shop-primary", 1, "data", Map.of());

    for (StorageClass made : of(StorageClass.class, rendered(1))) {
      assertThat(made.getReclaimPolicy()).isEqualTo("Retain");
      assertThat(made.getVolumeBindingMode()).isEqualTo("WaitForFirstConsumer");
      assertThat(made.getAllowVolumeExpansion()).isTrue();
      assertThat(rendered(1).claimTemplate().orElseThrow().getSpec().getStorageClassName())
          .isEqualTo(made.getMetadata().getName());
      assertThat(valid(1).render(other).objects()).contains(made);
    }
  }
}
