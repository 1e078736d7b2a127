package io.pgcluster.aliyun;

import static io.pgcluster.storage.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.storage.ClusterCheck;
import io.pgcluster.storage.CsiMount;
import io.pgcluster.storage.StorageKind;
import io.pgcluster.storage.StorageProvider;
import io.pgcluster.storage.StorageProviderContract;
import io.pgcluster.storage.VolumeAccess;
import io.pgcluster.storage.VolumeRequest;
import io.pgcluster.yaml.PgClusterYaml;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AliyunDiskTest {
  private static final String ID = "d-bp1j17ifxfasvts3tf40";
  private static final String ZONE = "topology.diskplugin.csi.alibabacloud.com/zone";
  private static final VolumeRequest REQUEST =
      new VolumeRequest("pg-demo", "db", "pg", 1, "data", Map.of("a", "b"));

  private static AliyunDisk disk() {
    return AliyunDisk.volume(ID).withSize("20Gi").withZone("cn-hangzhou-b");
  }

  private static PersistentVolume volume(AliyunDisk storage) {
    return (PersistentVolume) storage.render(REQUEST).objects().get(0);
  }

  private static String nodes(PersistentVolume volume) {
    var term = volume.getSpec().getNodeAffinity().getRequired().getNodeSelectorTerms().get(0);
    var expression = term.getMatchExpressions().get(0);
    return expression.getKey() + " " + expression.getOperator() + " " + expression.getValues();
  }

  /** The volume and the claim that ACK's documentation shows, with the file system it omits. */
  @Test
  void is_mounted_as_the_documentation_of_alibaba_cloud_says() {
    AliyunDisk storage =
        disk().withCategory(DiskCategory.CLOUD_ESSD).withBindingKey("pg-demo-static");
    PersistentVolume volume = volume(storage);
    PersistentVolumeClaim claim = (PersistentVolumeClaim) storage.render(REQUEST).objects().get(1);
    var spec = volume.getSpec();

    assertThat(volume.getMetadata().getName()).isEqualTo(ID);
    assertThat(volume.getMetadata().getAnnotations())
        .containsExactly(
            Map.entry(
                "csi.alibabacloud.com/volume-topology",
                "{\"nodeSelectorTerms\":[{\"matchExpressions\":[{\"key\":\"node.csi.alibabacloud.com/disktype.cloud_essd\",\"operator\":\"In\",\"values\":[\"available\"]}]}]}"));
    assertThat(spec.getCapacity().get("storage")).hasToString("20Gi");
    assertThat(spec.getAccessModes()).containsExactly("ReadWriteOnce");
    assertThat(spec.getVolumeMode()).isEqualTo("Filesystem");
    assertThat(spec.getPersistentVolumeReclaimPolicy()).isEqualTo("Retain");
    assertThat(spec.getStorageClassName()).isEqualTo("pg-demo-static");
    assertThat(spec.getClaimRef().getApiVersion()).isEqualTo("v1");
    assertThat(spec.getClaimRef().getNamespace()).isEqualTo("db");
    assertThat(spec.getClaimRef().getName()).isEqualTo("data-pg-0");
    assertThat(spec.getCsi().getDriver()).isEqualTo("diskplugin.csi.alibabacloud.com");
    assertThat(spec.getCsi().getVolumeHandle()).isEqualTo(ID);
    assertThat(spec.getCsi().getFsType()).isEqualTo("ext4");
    assertThat(spec.getFlexVolume()).isNull();
    assertThat(nodes(volume)).isEqualTo(ZONE + " In [cn-hangzhou-b]");
    assertThat(claim.getMetadata().getName()).isEqualTo("data-pg-0");
    assertThat(claim.getMetadata().getNamespace()).isEqualTo("db");
    assertThat(claim.getSpec().getStorageClassName()).isEqualTo("pg-demo-static");
    assertThat(claim.getSpec().getVolumeName()).isEqualTo(ID);
    assertThat(claim.getSpec().getResources().getRequests().get("storage")).hasToString("20Gi");
  }

  /** Rows 1, 3, 6 and 10. */
  @Test
  void asks_for_key_zone_disk_and_nodes_that_can_attach_it() {
    assertThat(disk().withCategory(DiskCategory.CLOUD_ESSD).checks(REQUEST))
        .containsExactly(
            new ClusterCheck.ClassDoesNotProvision("pgcluster-db-pg-demo"),
            ClusterCheck.NodeWithLabels.of(ZONE, List.of("cn-hangzhou-b")),
            new ClusterCheck.DiskNotUsedElsewhere(
                "diskplugin.csi.alibabacloud.com", ID, ID, "db", "data-pg-0"),
            new ClusterCheck.NodeWithLabels(
                new TreeMap<>(
                    Map.of("node.csi.alibabacloud.com/disktype.cloud_essd", List.of("available"))),
                false));
    assertThat(disk().checks(REQUEST)).hasSize(3);
    assertThat(volume(disk()).getMetadata().getAnnotations()).isNullOrEmpty();
  }

  /** Row 2. */
  @ParameterizedTest
  @ValueSource(strings = {"", "d-", "d-bp1", "bp1j17ifxfasvts3tf40", "D-BP1J17IFXF", "vol-0123456"})
  void refuses_what_is_not_the_id_of_a_disk(String id) {
    assertRefused(AliyunDisk.volume(id).withSize("20Gi").withZone("cn-hangzhou-b"))
        .first()
        .asString()
        .startsWith("disks[0].id: ")
        .endsWith("is not the id of a disk; it begins with d-, such as d-bp1j17ifxfasvts3tf40");
  }

  /** Row 1. */
  @Test
  void needs_a_zone_that_agrees_with_the_region() {
    assertRefused(AliyunDisk.volume(ID).withSize("20Gi"))
        .containsExactly(
            "disks[0].zone: is missing; give the disk's zone, or the pod may be sent where the disk"
                + " is not");
    assertRefused(disk().withRegion("cn-beijing"))
        .containsExactly(
            "disks[0].zone: cn-hangzhou-b is not in the region cn-beijing; correct one");
    assertRefused(disk().withZone("hangzhou"))
        .containsExactly("disks[0].zone: \"hangzhou\" is not a zone; write it as cn-hangzhou-b");
    assertRefused(disk().withRegion("China"))
        .contains("disks[0].region: \"China\" is not a region; write it as cn-hangzhou");
  }

  @ParameterizedTest
  @CsvSource({
    "cn-hangzhou, cn-hangzhou-b",
    "us-east-1, us-east-1a",
    "cn-heyuan-acdr-1, cn-heyuan-acdr-1b",
    "cn-wulanchabu-acdr-1, cn-wulanchabu-acdr-1a"
  })
  void takes_zones_of_every_form(String region, String zone) {
    assertRefused(disk().withZone(zone).withRegion(region)).isEmpty();
    assertRefused(disk().withZone(region).withRegion(region)).hasSize(1);
  }

  @Test
  void a_zone_redundant_disk_is_wherever_its_region_is() {
    AliyunDisk storage =
        AliyunDisk.volume(ID)
            .withSize("20Gi")
            .withRegion("cn-hangzhou")
            .withCategory(DiskCategory.CLOUD_REGIONAL_DISK_AUTO);

    assertRefused(storage).isEmpty();
    assertThat(nodes(volume(storage))).isEqualTo("topology.kubernetes.io/region In [cn-hangzhou]");
    assertRefused(storage.withZone("cn-hangzhou-b"))
        .containsExactly(
            "category: cloud_regional_disk_auto is in all zones of its region; give the region of"
                + " each disk and no zone");
    assertRefused(storage.withCategory(DiskCategory.CLOUD_AUTO))
        .containsExactly("category: cloud_auto is in one zone; give the zone of each disk");
    assertRefused(
            AliyunDisk.volumes(
                "20Gi",
                ExistingDisk.of(ID, "cn-hangzhou-b"),
                ExistingDisk.of("d-abcdef").withRegion("cn-hangzhou")),
            2)
        .containsExactly(
            "disks[1]: has a zone and disks[0] has none, or the reverse; give all one, or none");
  }

  /** Rows 8 and 11. */
  @ParameterizedTest
  @CsvSource({
    "20, has no unit",
    "19Gi, below the minimum of cloud_ssd",
    "0Gi, is zero",
    "20.5Gi, whole number of GiB",
    "500Mi, whole number of GiB",
    "20T, whole number of GiB"
  })
  void refuses_sizes_that_no_disk_has(String size, String reason) {
    assertRefused(disk().withSize(size).withCategory(DiskCategory.CLOUD_SSD))
        .singleElement()
        .asString()
        .startsWith("size: ")
        .contains(reason);
  }

  /** Row 11. */
  @Test
  void takes_gigabytes_for_gibibytes_in_volume_and_claim() {
    AliyunDisk storage = disk().withSize("20G");

    assertRefused(storage).isEmpty();
    assertThat(volume(storage).getSpec().getCapacity().get("storage")).hasToString("20Gi");
    assertThat(storage).isEqualTo(disk());
  }

  /** Disks of a category that is not sold any more exist all the same. */
  @Test
  void takes_old_disks() {
    assertRefused(disk().withCategory(DiskCategory.CLOUD_EFFICIENCY)).isEmpty();
  }

  /** Rows 3 and 4. */
  @Test
  void a_disk_stands_once() {
    assertRefused(
            AliyunDisk.volumes(
                "20Gi", ExistingDisk.of(ID, "cn-hangzhou-b"), ExistingDisk.of(ID, "cn-hangzhou-b")),
            2)
        .containsExactly(
            "disks[1]: \"%s\" is named twice; two instances on one disk destroy it".formatted(ID));
    assertThatThrownBy(
            () ->
                PgClusterBuilder.named("orders")
                    .primary(p -> p.storage(disk()))
                    .standbys(s -> s.count(1).storage(disk().withLegacyFlexVolume()))
                    .build())
        .hasMessageContaining(ID + " is also in primary.storage");
    assertRefused(disk(), 2).containsExactly("disks: names 1 for 2 instances; name one for each");
  }

  /** Rows 4 and 12. */
  @Test
  void refuses_what_static_volumes_are_not_asked_by_the_driver() {
    assertRefused(disk().withAccessMode(VolumeAccess.READ_WRITE_MANY))
        .singleElement()
        .asString()
        .startsWith("accessMode: ReadWriteMany allows two postmasters on one PGDATA");
    assertRefused(disk().withMount(CsiMount.DEFAULT.withFsType(""))).hasSize(1);
    assertRefused(disk().withMount(CsiMount.DEFAULT.withFsType("ntfs")))
        .containsExactly("mount.fsType: \"ntfs\" is none of ext4, xfs");
    assertThat(
            volume(disk().withMount(CsiMount.DEFAULT.withFsType("xfs")))
                .getSpec()
                .getCsi()
                .getFsType())
        .isEqualTo("xfs");
  }

  @Test
  void the_flex_volume_of_old_is_made_on_request_alone() {
    PersistentVolume volume = volume(disk().withLegacyFlexVolume());
    var flex = volume.getSpec().getFlexVolume();

    assertThat(volume.getSpec().getCsi()).isNull();
    assertThat(flex.getDriver()).isEqualTo("alicloud/disk");
    assertThat(flex.getFsType()).isEqualTo("ext4");
    assertThat(flex.getOptions()).containsExactly(Map.entry("volumeId", ID));
    assertThat(nodes(volume)).isEqualTo("topology.kubernetes.io/zone In [cn-hangzhou-b]");
    assertThat(volume.getMetadata().getLabels()).isEqualTo(Map.of("a", "b"));
  }

  /** The plugin knows only the volume's name when it detaches. */
  @Test
  void a_flex_volume_has_to_be_named_after_its_disk() {
    AliyunDisk named =
        AliyunDisk.volumes("20Gi", ExistingDisk.of(ID, "cn-hangzhou-b").withVolumeName("pg-data"));

    assertRefused(named).isEmpty();
    assertThat(volume(named).getMetadata().getName()).isEqualTo("pg-data");
    assertRefused(named.withLegacyFlexVolume())
        .containsExactly(
            "disks[0].volumeName: \"pg-data\" is not the disk's id, by which the FlexVolume plugin"
                + " detaches it; leave it out");
  }

  @Test
  void reads_the_yaml_form() {
    PgClusterYaml yaml = PgClusterYaml.with(AliyunDisk.STATIC, AliyunDisk.DYNAMIC);
    PgCluster read =
        yaml.read(
            """
            name: orders
            primary:
              storage:
                type: aliyun-disk
                disks: [{id: d-bp1j17ifxfasvts3tf40, zone: cn-hangzhou-b}]
                size: 20Gi
            standbys:
              count: 2
              storage:
                type: aliyun-disk-dynamic
                size: 40Gi
                diskClass:
                  categories: [cloud_auto, cloud_essd]
                  performanceLevels: [PL1]
                  encryption: {}
                  autoPl: {provisionedIops: 1000}
            """);

    assertThat(read.primary().storage()).isEqualTo(disk());
    assertThat(read.standbys().storage())
        .isEqualTo(
            AliyunDisk.dynamic(
                "40Gi",
                AliyunDiskClass.of(DiskCategory.CLOUD_AUTO, DiskCategory.CLOUD_ESSD)
                    .withPerformanceLevels(PerformanceLevel.PL1)
                    .encrypted()
                    .withAutoPl(new AutoPl(java.util.Optional.of(1000L), false))));
    assertThat(yaml.schema())
        .contains("aliyun-disk-dynamic", "cloud_essd_entry", "PL3", "legacyFlexVolume");
  }

  /** The contract, for both drivers. */
  abstract static class Contract extends StorageProviderContract {
    @Override
    protected StorageKind kind() {
      return AliyunDisk.STATIC;
    }

    @Override
    protected List<StorageProvider> invalid() {
      return List.of(
          AliyunDisk.volumes("1", ExistingDisk.of("x"), ExistingDisk.of("x", "y"))
              .withCategory(DiskCategory.CLOUD_REGIONAL_DISK_AUTO)
              .withMount(CsiMount.DEFAULT.withFsType(""))
              .withAccessMode(VolumeAccess.READ_WRITE_MANY)
              .withBindingKey("A"),
          disk().withSize("1Gi").withCategory(DiskCategory.CLOUD_ESSD_ENTRY));
    }

    static AliyunDisk disks(int instances) {
      return AliyunDisk.volumes(
          "20Gi",
          IntStream.range(0, instances)
              .mapToObj(i -> ExistingDisk.of("d-abcdef" + i, "cn-hangzhou-b"))
              .toArray(ExistingDisk[]::new));
    }
  }

  @Nested
  class Csi extends Contract {
    @Override
    protected StorageProvider valid(int instances) {
      return disks(instances).withCategory(DiskCategory.CLOUD_ESSD);
    }
  }

  @Nested
  class LegacyFlexVolume extends Contract {
    @Override
    protected StorageProvider valid(int instances) {
      return disks(instances).withLegacyFlexVolume();
    }
  }
}
