package io.pgcluster.storage;

import static io.pgcluster.storage.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.yaml.PgClusterYaml;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsiVolumeTest {
  private static final VolumeRequest REQUEST =
      new VolumeRequest("orders", "db", "orders-primary", 1, "data", Map.of("a", "b"));
  private static final String ANY = "disks.example.com";
  private static final String EBS = "vol-0123456789abcdef0";
  private static final String ZONAL = "projects/my-project/zones/europe-west1-b/disks/pg-0";
  private static final String REGIONAL = "projects/my-project/regions/europe-west1/disks/pg-0";
  private static final String AZURE =
      "/subscriptions/0f/resourceGroups/rg/providers/Microsoft.Compute/disks/pg-0";

  private static PersistentVolume volume(CsiVolume storage) {
    return (PersistentVolume) storage.render(REQUEST).objects().get(0);
  }

  private static String zones(PersistentVolume volume) {
    var term = volume.getSpec().getNodeAffinity().getRequired().getNodeSelectorTerms().get(0);
    var expression = term.getMatchExpressions().get(0);
    return expression.getKey() + " " + expression.getOperator() + " " + expression.getValues();
  }

  /** Rows 10, 11 and 12. */
  @Test
  void makes_a_volume_and_a_claim_that_name_each_other() {
    CsiVolume storage =
        CsiVolume.of(ANY, "20Gi", CsiDisk.of("disk-1", "zone-a"))
            .withZoneKey("example.com/zone")
            .withMount(
                CsiMount.DEFAULT
                    .withFsType("xfs")
                    .withOptions("noatime")
                    .withAttribute("cachingMode", "None"));
    PersistentVolume volume = volume(storage);
    PersistentVolumeClaim claim = (PersistentVolumeClaim) storage.render(REQUEST).objects().get(1);

    assertThat(volume.getMetadata().getName()).isEqualTo("disk-1");
    assertThat(volume.getSpec().getCsi().getDriver()).isEqualTo(ANY);
    assertThat(volume.getSpec().getCsi().getVolumeHandle()).isEqualTo("disk-1");
    assertThat(volume.getSpec().getCsi().getFsType()).isEqualTo("xfs");
    assertThat(volume.getSpec().getCsi().getVolumeAttributes())
        .isEqualTo(Map.of("cachingMode", "None"));
    assertThat(volume.getSpec().getMountOptions()).containsExactly("noatime");
    assertThat(volume.getSpec().getCapacity().get("storage")).hasToString("20Gi");
    assertThat(zones(volume)).isEqualTo("example.com/zone In [zone-a]");
    assertThat(claim.getMetadata().getName()).isEqualTo("data-orders-primary-0");
    assertThat(claim.getSpec().getVolumeName()).isEqualTo("disk-1");
    assertThat(claim.getSpec().getStorageClassName()).isEqualTo("pgcluster-db-orders");
  }

  @Test
  void asks_whether_key_zone_and_disk_are_as_they_should_be() {
    CsiVolume storage = CsiVolume.aws("20Gi", CsiDisk.of(EBS, "eu-central-1a"));

    assertThat(storage.checks(REQUEST))
        .containsExactly(
            new ClusterCheck.ClassDoesNotProvision("pgcluster-db-orders"),
            ClusterCheck.NodeWithLabels.of(
                "topology.ebs.csi.aws.com/zone", List.of("eu-central-1a")),
            new ClusterCheck.DiskNotUsedElsewhere(
                "ebs.csi.aws.com", EBS, EBS, "db", "data-orders-primary-0"));
    assertThat(storage.usedDisks()).containsExactly("ebs.csi.aws.com/" + EBS);
  }

  @Test
  void names_volumes_after_the_disk_where_that_is_a_name() {
    assertThat(volume(CsiVolume.aws("1Gi", CsiDisk.of(EBS, "a"))).getMetadata().getName())
        .isEqualTo(EBS);
    assertThat(volume(CsiVolume.gcp("1Gi", CsiDisk.of(ZONAL))).getMetadata().getName())
        .isEqualTo("db-data-orders-primary-0");
    assertThat(
            volume(CsiVolume.gcp("1Gi", CsiDisk.of(ZONAL).withVolumeName("mine")))
                .getMetadata()
                .getName())
        .isEqualTo("mine");
  }

  /** Row 10: two clusters never share a key by default. */
  @Test
  void the_key_is_the_clusters_own() {
    CsiVolume storage = CsiVolume.of(ANY, "1Gi", CsiDisk.of("d"));
    VolumeRequest other = new VolumeRequest("orders", "test", "s", 1, "data", Map.of());

    assertThat(storage.render(other).claimTemplate().orElseThrow().getSpec().getStorageClassName())
        .isEqualTo("pgcluster-test-orders");
    assertThat(volume(storage.withBindingKey("own")).getSpec().getStorageClassName())
        .isEqualTo("own");
    assertRefused(storage.withBindingKey("Own"))
        .singleElement()
        .asString()
        .startsWith("bindingKey: ");
  }

  /** Row 11: disks are sold in GiB, whatever they are called. */
  @Test
  void takes_gigabytes_for_gibibytes() {
    assertThat(CsiVolume.of(ANY, "20G", CsiDisk.of("d")).size()).isEqualTo("20Gi");
    assertRefused(CsiVolume.of(ANY, "20", CsiDisk.of("d")))
        .singleElement()
        .asString()
        .startsWith("size: ");
  }

  @Test
  void knows_the_disks_of_aws() {
    assertRefused(CsiVolume.aws("1Gi", CsiDisk.of(EBS, "eu-central-1a"))).isEmpty();
    assertRefused(CsiVolume.aws("1Gi", CsiDisk.of("vol-0abc1234", "us-west-2-lax-1a"))).isEmpty();
    assertRefused(CsiVolume.aws("1Gi", CsiDisk.of("d-bp1", "eu-central-1a")))
        .containsExactly(
            "disks[0].handle: \"d-bp1\" is not a disk of ebs.csi.aws.com; write it as"
                + " vol-0123456789abcdef0");
    assertRefused(CsiVolume.aws("1Gi", CsiDisk.of(EBS)))
        .containsExactly("disks[0].zones: names 0 zones; an EBS volume is in one");
  }

  /** The zone stands in the handle too. */
  @Test
  void knows_the_disks_of_google_and_holds_their_zone_against_the_handle() {
    assertThat(zones(volume(CsiVolume.gcp("1Gi", CsiDisk.of(ZONAL)))))
        .isEqualTo("topology.gke.io/zone In [europe-west1-b]");
    assertRefused(CsiVolume.gcp("1Gi", CsiDisk.of(ZONAL, "europe-west1-b"))).isEmpty();
    assertRefused(CsiVolume.gcp("1Gi", CsiDisk.of(ZONAL, "europe-west1-c")))
        .containsExactly(
            "disks[0].zones: are [europe-west1-c], but the disk is in europe-west1-b, as its handle"
                + " says; leave zones out");
    assertRefused(CsiVolume.gcp("1Gi", CsiDisk.of("pg-0", "europe-west1-c")))
        .singleElement()
        .asString()
        .startsWith("disks[0].handle: ");
  }

  @Test
  void a_regional_disk_of_google_is_in_two_zones_of_its_region() {
    CsiVolume both = CsiVolume.gcp("1Gi", CsiDisk.of(REGIONAL, "europe-west1-b", "europe-west1-c"));

    assertRefused(both).isEmpty();
    assertThat(zones(volume(both)))
        .isEqualTo("topology.gke.io/zone In [europe-west1-b, europe-west1-c]");
    for (String[] wrong :
        List.of(
            new String[] {},
            new String[] {"europe-west1-b"},
            new String[] {"europe-west1-b", "europe-west2-c"})) {
      assertRefused(CsiVolume.gcp("1Gi", CsiDisk.of(REGIONAL, wrong)))
          .singleElement()
          .asString()
          .endsWith(
              "but a regional disk is in two zones of its region; give the two of europe-west1");
    }
  }

  @Test
  void knows_the_disks_of_azure() {
    assertRefused(CsiVolume.azure("1Gi", CsiDisk.of(AZURE, "eastus2-1"))).isEmpty();
    assertRefused(CsiVolume.azure("1Gi", CsiDisk.of(AZURE.toLowerCase(java.util.Locale.ROOT))))
        .isEmpty();
    assertRefused(CsiVolume.azure("1Gi", CsiDisk.of(AZURE, "1")))
        .containsExactly(
            "disks[0].zones: \"1\" is not a zone of Azure; write region and number, such as"
                + " eastus2-1");
    assertRefused(CsiVolume.azure("1Gi", CsiDisk.of("pg-0"))).hasSize(1);
  }

  /** Rows 3 and 4. */
  @Test
  void a_disk_stands_once() {
    assertRefused(CsiVolume.of(ANY, "1Gi", CsiDisk.of("d"), CsiDisk.of("d")), 2)
        .containsExactly("disks[1]: \"d\" is named twice; two instances on one disk destroy it");
    assertThatThrownBy(
            () ->
                PgClusterBuilder.named("orders")
                    .primary(p -> p.storage(CsiVolume.of(ANY, "1Gi", CsiDisk.of("d"))))
                    .standbys(s -> s.count(1).storage(CsiVolume.of(ANY, "2Gi", CsiDisk.of("d"))))
                    .build())
        .hasMessageContaining("the disk disks.example.com/d is also in primary.storage");
    assertRefused(
            CsiVolume.of(
                ANY,
                "1Gi",
                CsiDisk.of("d").withVolumeName("v"),
                CsiDisk.of("e").withVolumeName("v")),
            2)
        .containsExactly(
            "disks[1].volumeName: \"v\" is the name of two volumes; give each its own");
  }

  @Test
  void each_instance_needs_a_disk() {
    assertRefused(CsiVolume.of(ANY, "1Gi", CsiDisk.of("d")), 3)
        .containsExactly("disks: names 1 for 3 instances; name one for each");
    assertRefused(CsiVolume.of(ANY, "1Gi", CsiDisk.of(" ")))
        .containsExactly("disks[0].handle: is empty; give the disk as the driver calls it");
  }

  @Test
  void zones_of_an_unknown_driver_need_a_key() {
    CsiVolume storage = CsiVolume.of(ANY, "1Gi", CsiDisk.of("d", "zone-a"));

    assertRefused(storage)
        .containsExactly(
            "zoneKey: is missing; give the node label by which driver disks.example.com knows"
                + " zones");
    assertRefused(storage.withZoneKey("a zone")).hasSize(1);
    assertRefused(storage.withZoneKey("example.com/zone")).isEmpty();
    assertThat(volume(CsiVolume.of(ANY, "1Gi", CsiDisk.of("d"))).getSpec().getNodeAffinity())
        .isNull();
  }

  /** Row 12: an empty file system would leave the volume to root. */
  @ParameterizedTest
  @ValueSource(strings = {"", "ext3", "ntfs", "EXT4"})
  void refuses_a_file_system_that_is_none_or_unfit(String fsType) {
    assertRefused(
            CsiVolume.of(ANY, "1Gi", CsiDisk.of("d"))
                .withMount(CsiMount.DEFAULT.withFsType(fsType)))
        .singleElement()
        .asString()
        .startsWith("mount.fsType: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nasplugin.csi.alibabacloud.com", "nfs.csi.k8s.io", "efs.csi.aws.com"})
  void refuses_pgdata_on_a_network_file_system(String driver) {
    assertRefused(CsiVolume.of(driver, "1Gi", CsiDisk.of("d")))
        .containsExactly(
            "driver: %s is a network file system, which cannot keep a postmaster of another node from the same PGDATA; take a disk"
                .formatted(driver));
  }

  /** Row 4. */
  @Test
  void refuses_two_postmasters_on_one_pgdata() {
    assertRefused(
            CsiVolume.of(ANY, "1Gi", CsiDisk.of("d")).withAccessMode(VolumeAccess.READ_WRITE_MANY))
        .singleElement()
        .asString()
        .startsWith("accessMode: ReadWriteMany allows two postmasters on one PGDATA");
  }

  @Test
  void what_the_yaml_form_leaves_out_is_the_default() {
    PgCluster read =
        PgClusterYaml.standard()
            .read(
                """
                name: orders
                primary:
                  storage:
                    type: csi
                    driver: ebs.csi.aws.com
                    disks: [{handle: vol-0123456789abcdef0, zones: [eu-central-1a]}]
                    size: 20Gi
                    mount: {options: [noatime]}
                """);

    assertThat(read.primary().storage())
        .isEqualTo(
            CsiVolume.aws("20Gi", CsiDisk.of(EBS, "eu-central-1a"))
                .withMount(CsiMount.DEFAULT.withOptions("noatime")));
  }

  /** The contract, for several drivers. */
  abstract static class Contract extends StorageProviderContract {
    @Override
    protected StorageKind kind() {
      return StorageKind.of(CsiVolume.of("", ""), "driver", "disks", "size");
    }

    @Override
    protected List<StorageProvider> invalid() {
      return List.of(
          CsiVolume.of("A", "1", CsiDisk.of("", "z"), CsiDisk.of("", "z").withVolumeName("A"))
              .withMount(CsiMount.DEFAULT.withFsType("").withOptions(""))
              .withZoneKey("a b")
              .withAccessMode(VolumeAccess.READ_ONLY_MANY)
              .withBindingKey("A"));
    }

    static CsiDisk[] disks(int instances, String handle, String... zones) {
      return IntStream.range(0, instances)
          .mapToObj(i -> CsiDisk.of(handle + i, zones))
          .toArray(CsiDisk[]::new);
    }
  }

  @Nested
  class Aws extends Contract {
    @Override
    protected StorageProvider valid(int instances) {
      return CsiVolume.aws("20Gi", disks(instances, "vol-0123456789abcdef", "eu-central-1a"))
          .withAccessMode(VolumeAccess.READ_WRITE_ONCE_POD);
    }
  }

  @Nested
  class Gcp extends Contract {
    @Override
    protected StorageProvider valid(int instances) {
      return CsiVolume.gcp("20Gi", disks(instances, "projects/p/zones/europe-west1-b/disks/pg"));
    }
  }

  @Nested
  class Azure extends Contract {
    @Override
    protected StorageProvider valid(int instances) {
      return CsiVolume.azure("20Gi", disks(instances, AZURE, "eastus2-1"))
          .withMount(CsiMount.DEFAULT.withFsType("xfs").withAttribute("cachingMode", "None"));
    }
  }

  @Nested
  class AnyOther extends Contract {
    @Override
    protected StorageProvider valid(int instances) {
      return CsiVolume.of(ANY, "20Gi", disks(instances, "Disk "));
    }
  }
}
