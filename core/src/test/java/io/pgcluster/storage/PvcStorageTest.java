package io.pgcluster.storage;

import static io.pgcluster.storage.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.pgcluster.PgClusterException;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.storage.VolumeSelector.Expression;
import io.pgcluster.storage.VolumeSelector.Operator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PvcStorageTest {
  private static final VolumeRequest ONE =
      new VolumeRequest("orders", "db", "orders-primary", 1, "data", Map.of("a", "b"));
  private static final VolumeRequest TWO =
      new VolumeRequest("orders", "db", "orders-replica", 2, "data", Map.of("a", "b"));
  private static final VolumeSelector SELECTOR =
      new VolumeSelector(
          new TreeMap<>(Map.of("disk", "ssd")),
          List.of(new Expression("example.com/rack", Operator.NOT_IN, List.of("r1", "r2"))));

  private static PersistentVolumeClaim template(PvcStorage storage) {
    return storage.render(ONE).claimTemplate().orElseThrow();
  }

  @Test
  void makes_a_claim_of_a_class_for_each_instance() {
    PersistentVolumeClaim claim = template(PvcStorage.size("20Gi").withStorageClass("fast"));

    assertThat(claim.getMetadata().getName()).isEqualTo("data");
    assertThat(claim.getMetadata().getLabels()).isEqualTo(Map.of("a", "b"));
    assertThat(claim.getSpec().getStorageClassName()).isEqualTo("fast");
    assertThat(claim.getSpec().getAccessModes()).containsExactly("ReadWriteOnce");
    assertThat(claim.getSpec().getResources().getRequests().get("storage")).hasToString("20Gi");
    assertThat(claim.getSpec().getSelector()).isNull();
    assertThat(claim.getSpec().getVolumeName()).isNull();
  }

  /** Row 10: no class is the cluster's default one, an empty class is none. */
  @Test
  void tells_no_class_from_an_empty_one() {
    assertThat(template(PvcStorage.size("1Gi")).getSpec().getStorageClassName()).isNull();
    assertThat(
            template(PvcStorage.size("1Gi").withStorageClass("")).getSpec().getStorageClassName())
        .isEmpty();
    assertThat(PvcStorage.size("1Gi").checks(ONE))
        .containsExactly(new ClusterCheck.DefaultClassServes());
    assertThat(PvcStorage.size("1Gi").withStorageClass("fast").checks(ONE))
        .containsExactly(new ClusterCheck.ClassServes("fast"));
    assertThat(PvcStorage.size("1Gi").withStorageClass("").checks(ONE)).isEmpty();
    assertThat(PvcStorage.size("1Gi").withSelector(SELECTOR).checks(ONE)).isEmpty();
    assertThat(PvcStorage.size("1Gi").withVolumeName("pv").checks(ONE)).isEmpty();
  }

  @Test
  void takes_volumes_by_label_by_name_and_for_a_single_pod() {
    var selector = template(PvcStorage.size("1Gi").withSelector(SELECTOR)).getSpec().getSelector();

    assertThat(selector.getMatchLabels()).isEqualTo(Map.of("disk", "ssd"));
    assertThat(selector.getMatchExpressions())
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.getKey()).isEqualTo("example.com/rack");
              assertThat(e.getOperator()).isEqualTo("NotIn");
              assertThat(e.getValues()).containsExactly("r1", "r2");
            });
    assertThat(template(PvcStorage.size("1Gi").withVolumeName("pv-1")).getSpec().getVolumeName())
        .isEqualTo("pv-1");
    assertThat(
            template(PvcStorage.size("1Gi").withAccessMode(VolumeAccess.READ_WRITE_ONCE_POD))
                .getSpec()
                .getAccessModes())
        .containsExactly("ReadWriteOncePod");
  }

  @Test
  void a_single_instance_uses_a_claim_of_any_name_as_it_is() {
    GroupVolumes volumes = PvcStorage.existing("pg-2018").render(ONE);

    assertThat(volumes.objects()).isEmpty();
    assertThat(volumes.claimTemplate()).isEmpty();
    assertThat(volumes.volume().orElseThrow().getPersistentVolumeClaim().getClaimName())
        .isEqualTo("pg-2018");
    assertThat(PvcStorage.existing("pg-2018").checks(ONE))
        .containsExactly(new ClusterCheck.ClaimExists("pg-2018"));
  }

  @Test
  void several_instances_use_claims_that_are_named_for_their_pods() {
    PvcStorage storage = PvcStorage.existing("data-orders-replica-0", "data-orders-replica-1");

    assertRefused(storage, 2).isEmpty();
    assertThat(storage.render(TWO).claimTemplate()).isPresent();
    assertThat(storage.checks(TWO)).hasSize(2);
  }

  @Test
  void several_instances_cannot_use_claims_of_other_names() {
    assertRefused(PvcStorage.existing("old-a", "old-b"), 2)
        .hasSize(2)
        .first()
        .asString()
        .startsWith("existingClaims[0]: \"old-a\" has to be named data-<StatefulSet>-0: pods")
        .endsWith("delete the claim, and describe the disk as type csi");
    assertRefused(PvcStorage.existing("data-a-0", "data-b-1"), 2).hasSize(1);
    assertRefused(PvcStorage.existing("data-a-1", "data-a-0"), 2).hasSize(2);
    assertThatThrownBy(() -> PvcStorage.existing("data-a-0", "data-a-1").render(TWO))
        .isInstanceOf(PgClusterException.class)
        .hasMessageStartingWith(
            "storage of orders-replica: existingClaims[0]: \"data-a-0\" has to be named"
                + " data-orders-replica-0");
  }

  @Test
  void claims_that_exist_say_all_there_is_to_say() {
    assertRefused(PvcStorage.existing("a").withStorageClass("fast"))
        .containsExactly(
            "existingClaims: are used as they are; leave storageClass, selector and volumeName out,"
                + " or let claims be made");
    assertRefused(PvcStorage.existing("a", "b"))
        .containsExactly("existingClaims: names 2 for 1 instances; name one for each");
    assertRefused(PvcStorage.existing("A!"))
        .singleElement()
        .asString()
        .startsWith("existingClaims[0]: \"A!\" is not a name of Kubernetes");
  }

  /** Row 4. */
  @Test
  void a_claim_stands_once_in_a_cluster() {
    assertRefused(PvcStorage.existing("data-x-0", "data-x-0"), 2)
        .contains(
            "existingClaims[1]: \"data-x-0\" is named twice; two instances on one volume destroy"
                + " it");
    assertThatThrownBy(
            () ->
                PgClusterBuilder.named("orders")
                    .primary(p -> p.storage(PvcStorage.existing("old")))
                    .standbys(s -> s.count(1).storage(PvcStorage.existing("old")))
                    .build())
        .hasMessageContaining("PersistentVolumeClaim/old is also in primary.storage");
  }

  /** Row 8 and 11. */
  @ParameterizedTest
  @ValueSource(strings = {"20", "20gi", "", "Gi", "-1Gi", "0Gi", "1e3", "20 Gi", "500m"})
  void refuses_a_size_that_is_none(String size) {
    assertRefused(PvcStorage.size(size)).singleElement().asString().startsWith("size: ");
  }

  @Test
  void says_what_is_missing_in_a_size() {
    assertRefused(PvcStorage.size("20"))
        .containsExactly("size: \"20\" has no unit and would be bytes; write Gi behind the number");
  }

  /** Row 4, and the 2018 chart, whose values recommended it. */
  @Test
  void refuses_two_postmasters_on_one_pgdata() {
    assertRefused(PvcStorage.size("1Gi").withAccessMode(VolumeAccess.READ_WRITE_MANY))
        .containsExactly(
            "accessMode: ReadWriteMany allows two postmasters on one PGDATA, which destroys it;"
                + " take ReadWriteOnce, and standbys for availability");
    assertRefused(PvcStorage.size("1Gi").withAccessMode(VolumeAccess.READ_ONLY_MANY)).hasSize(1);
    assertRefused(PvcStorage.size("1Gi").withAccessMode(VolumeAccess.READ_WRITE_ONCE_POD))
        .isEmpty();
  }

  @Test
  void refuses_names_that_are_none() {
    assertRefused(PvcStorage.size("1Gi").withStorageClass("Fast")).hasSize(1);
    assertRefused(PvcStorage.size("1Gi").withVolumeName("pv_1")).hasSize(1);
    assertRefused(PvcStorage.size("1Gi").withVolumeName("a".repeat(254)))
        .containsExactly("volumeName: has 254 characters, more than 253");
    assertRefused(PvcStorage.size("1Gi").withVolumeName("pv-1"), 2)
        .containsExactly(
            "volumeName: is one volume, but there are 2 instances; use selector, or name the disks"
                + " as type csi");
  }

  @Test
  void refuses_selectors_that_select_nothing_or_all() {
    assertRefused(selecting(new Expression("k", Operator.IN, List.of())))
        .containsExactly(
            "selector.matchExpressions[0].values: is empty, but In compares with values");
    assertRefused(selecting(new Expression("k", Operator.EXISTS, List.of("v"))))
        .containsExactly(
            "selector.matchExpressions[0].values: has values, but Exists compares with none");
    assertRefused(selecting(new Expression("a b", Operator.DOES_NOT_EXIST, List.of())))
        .singleElement()
        .asString()
        .startsWith("selector.matchExpressions[0].key: \"a b\" is not the key of a label");
    assertRefused(selecting())
        .containsExactly("selector: selects every volume; name labels, or leave it out");
    assertRefused(
            PvcStorage.size("1Gi")
                .withSelector(new VolumeSelector(new TreeMap<>(Map.of("-", "a b")), List.of())))
        .hasSize(2);
  }

  private static PvcStorage selecting(Expression... expressions) {
    return PvcStorage.size("1Gi")
        .withSelector(new VolumeSelector(new TreeMap<>(), List.of(expressions)));
  }

  @Nested
  class Claims extends StorageProviderContract {
    @Override
    protected StorageKind kind() {
      return StorageKind.of(PvcStorage.size("10Gi"));
    }

    @Override
    protected StorageProvider valid(int instances) {
      return PvcStorage.size("20Gi").withStorageClass("fast").withSelector(SELECTOR);
    }

    @Override
    protected List<StorageProvider> invalid() {
      return List.of(
          PvcStorage.size("1")
              .withStorageClass("X")
              .withAccessMode(VolumeAccess.READ_WRITE_MANY)
              .withVolumeName("Y"),
          PvcStorage.existing("A", "B").withSelector(SELECTOR));
    }
  }

  @Nested
  class ExistingClaims extends StorageProviderContract {
    @Override
    protected StorageKind kind() {
      return StorageKind.of(PvcStorage.size("10Gi"));
    }

    @Override
    protected StorageProvider valid(int instances) {
      return PvcStorage.existing(
          IntStream.range(0, instances)
              .mapToObj(i -> "data-orders-replica-" + i)
              .toArray(String[]::new));
    }

    @Override
    protected List<StorageProvider> invalid() {
      return List.of(PvcStorage.existing("x", "x"));
    }
  }
}
