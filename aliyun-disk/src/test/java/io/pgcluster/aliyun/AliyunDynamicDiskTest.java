package io.pgcluster.aliyun;

import static io.pgcluster.aliyun.DiskCategory.CLOUD_AUTO;
import static io.pgcluster.aliyun.DiskCategory.CLOUD_EFFICIENCY;
import static io.pgcluster.aliyun.DiskCategory.CLOUD_ESSD;
import static io.pgcluster.aliyun.DiskCategory.CLOUD_SSD;
import static io.pgcluster.storage.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.pgcluster.storage.ClusterCheck;
import io.pgcluster.storage.GroupVolumes;
import io.pgcluster.storage.StorageKind;
import io.pgcluster.storage.StorageProvider;
import io.pgcluster.storage.StorageProviderContract;
import io.pgcluster.storage.VolumeAccess;
import io.pgcluster.storage.VolumeRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AliyunDynamicDiskTest {
  private static final VolumeRequest REQUEST =
      new VolumeRequest("orders", "db", "orders-replica", 2, "data", Map.of("a", "b"));
  private static final AliyunDiskClass AUTO = AliyunDiskClass.of(CLOUD_AUTO, CLOUD_ESSD);

  private static StorageClass made(AliyunDiskClass diskClass) {
    return (StorageClass) AliyunDisk.dynamic("40Gi", diskClass).render(REQUEST).objects().get(0);
  }

  private static void assertClassRefused(AliyunDiskClass diskClass, String... problems) {
    assertRefused(AliyunDisk.dynamic("2000Gi", diskClass)).containsExactly(problems);
  }

  /** Rows 1, 6, 8, 12, 16 and 17: zone, stock, type, file system, growth, deletion. */
  @Test
  void makes_a_class_that_suits_a_database() {
    StorageClass made = made(AUTO);

    assertThat(made.getProvisioner()).isEqualTo("diskplugin.csi.alibabacloud.com");
    assertThat(made.getParameters())
        .isEqualTo(Map.of("type", "cloud_auto,cloud_essd", "csi.storage.k8s.io/fstype", "ext4"));
    assertThat(made.getReclaimPolicy()).isEqualTo("Retain");
    assertThat(made.getVolumeBindingMode()).isEqualTo("WaitForFirstConsumer");
    assertThat(made.getAllowVolumeExpansion()).isTrue();
    assertThat(made.getAllowedTopologies()).isNullOrEmpty();
    assertThat(made.getMetadata().getName()).matches("pgcluster-[0-9a-f]{12}");
  }

  @Test
  void says_all_that_a_class_can_say() {
    AliyunDiskClass full =
        AUTO.withPerformanceLevels(PerformanceLevel.PL1, PerformanceLevel.PL0)
            .encryptedWith("key-1")
            .withAutoPl(new AutoPl(Optional.of(1000L), true))
            .withFsType("xfs")
            .withZones("cn-hangzhou-b", "cn-hangzhou-g")
            .withParameter("resourceGroupId", "rg-1")
            .withParameter("storageClusterId", "dbsc-1")
            .withParameter("diskTags/team", "shop")
            .withParameter("volumeDeleteSnapshotRetentionDays", "7");
    StorageClass made = made(full);

    assertRefused(AliyunDisk.dynamic("40Gi", full)).isEmpty();
    assertThat(made.getParameters())
        .isEqualTo(
            Map.ofEntries(
                Map.entry("type", "cloud_auto,cloud_essd"),
                Map.entry("performanceLevel", "PL1,PL0"),
                Map.entry("encrypted", "true"),
                Map.entry("kmsKeyId", "key-1"),
                Map.entry("provisionedIops", "1000"),
                Map.entry("burstingEnabled", "true"),
                Map.entry("csi.storage.k8s.io/fstype", "xfs"),
                Map.entry("resourceGroupId", "rg-1"),
                Map.entry("storageClusterId", "dbsc-1"),
                Map.entry("diskTags/team", "shop"),
                Map.entry("volumeDeleteSnapshotRetentionDays", "7")));
    var topology = made.getAllowedTopologies().get(0).getMatchLabelExpressions().get(0);
    assertThat(topology.getKey()).isEqualTo("topology.diskplugin.csi.alibabacloud.com/zone");
    assertThat(topology.getValues()).containsExactly("cn-hangzhou-b", "cn-hangzhou-g");
    assertThat(AliyunDisk.dynamic("40Gi", full).checks(REQUEST))
        .containsExactly(
            ClusterCheck.NodeWithLabels.of(
                "topology.diskplugin.csi.alibabacloud.com/zone",
                List.of("cn-hangzhou-b", "cn-hangzhou-g")));
  }

  /** Classes cannot be changed. */
  @Test
  void another_class_has_another_name() {
    assertThat(
            List.of(
                AUTO.name(),
                AliyunDiskClass.of(CLOUD_ESSD, CLOUD_AUTO).name(),
                AUTO.encrypted().name(),
                AUTO.withFsType("xfs").name(),
                AUTO.withZones("cn-hangzhou-b").name(),
                AUTO.withParameter("diskTags", "a:b").name(),
                AUTO.withPerformanceLevels(PerformanceLevel.PL0).name()))
        .doesNotHaveDuplicates();
    assertThat(AUTO.withFsType("ext4").name()).isEqualTo(AUTO.name());
  }

  @Test
  void uses_a_class_that_is_there() {
    AliyunDynamicDisk storage = AliyunDisk.dynamicOfClass("40Gi", "alicloud-disk-topology-alltype");
    GroupVolumes volumes = storage.render(REQUEST);

    assertRefused(storage).isEmpty();
    assertThat(volumes.objects()).isEmpty();
    assertThat(volumes.claimTemplate().orElseThrow().getSpec().getStorageClassName())
        .isEqualTo("alicloud-disk-topology-alltype");
    assertThat(storage.checks(REQUEST))
        .containsExactly(new ClusterCheck.ClassServes("alicloud-disk-topology-alltype"));
  }

  /** The 2018 chart's default for replicas was one of them. */
  @ParameterizedTest
  @CsvSource({
    "alicloud-disk-ssd, withdrawn from sale",
    "alicloud-disk-efficiency, withdrawn from sale",
    "alicloud-disk-available, FlexVolume",
    "alicloud-disk-common, FlexVolume",
    "alicloud-disk-topology, FlexVolume",
    "alibabacloud-cnfs-nas, network file system",
    "Fast, is not a name"
  })
  void refuses_shipped_classes_that_will_not_do(String name, String reason) {
    assertRefused(AliyunDisk.dynamicOfClass("40Gi", name))
        .singleElement()
        .asString()
        .startsWith("storageClass: ")
        .contains(reason);
  }

  @Test
  void is_of_one_class() {
    assertRefused(
            new AliyunDynamicDisk(
                "40Gi", VolumeAccess.READ_WRITE_ONCE, Optional.empty(), Optional.empty()))
        .containsExactly(
            "diskClass: is missing; say what disks are wanted, or name a class that is there in"
                + " storageClass");
    assertRefused(
            new AliyunDynamicDisk(
                "40Gi", VolumeAccess.READ_WRITE_ONCE, Optional.of("fast"), Optional.of(AUTO)))
        .containsExactly(
            "diskClass: would be made, but storageClass names one that is there; give one of the"
                + " two");
  }

  /** Row 8: the smallest disk of each category and performance level. */
  @ParameterizedTest
  @CsvSource({
    "CLOUD_AUTO, , 1",
    "CLOUD_ESSD_ENTRY, , 10",
    "CLOUD_REGIONAL_DISK_AUTO, , 10",
    "ELASTIC_EPHEMERAL_DISK_STANDARD, , 64",
    "ELASTIC_EPHEMERAL_DISK_PREMIUM, , 64",
    "CLOUD_ESSD_XC0, , 40",
    "CLOUD_ESSD_XC1, , 40",
    "CLOUD_ESSD, , 20",
    "CLOUD_ESSD, PL0, 1",
    "CLOUD_ESSD, PL1, 20",
    "CLOUD_ESSD, PL2, 461",
    "CLOUD_ESSD, PL3, 1261"
  })
  void refuses_disks_below_the_minimum(DiskCategory category, PerformanceLevel level, int minimum) {
    AliyunDiskClass diskClass =
        level == null
            ? AliyunDiskClass.of(category)
            : AliyunDiskClass.of(category).withPerformanceLevels(level);

    assertRefused(AliyunDisk.dynamic(minimum + "Gi", diskClass)).isEmpty();
    assertRefused(AliyunDisk.dynamic((minimum - 1) + "Gi", diskClass))
        .singleElement()
        .asString()
        .startsWith("size: ");
    // ECS knows its maximum better.
    assertRefused(AliyunDisk.dynamic("65537Gi", diskClass)).isEmpty();
  }

  @Test
  void names_what_has_the_minimum() {
    assertRefused(AliyunDisk.dynamic("10Gi", AUTO))
        .containsExactly("size: 10Gi is below the minimum of cloud_essd PL1, 20Gi");
    assertRefused(AliyunDisk.dynamicOfClass("19Gi", "alicloud-disk-topology-alltype"))
        .containsExactly("size: 19Gi is below the minimum of cloud_essd PL1, 20Gi");
    assertRefused(AliyunDisk.dynamic("20", AUTO)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOUD_SSD", "CLOUD_EFFICIENCY"})
  void refuses_new_disks_that_are_not_sold_any_more(DiskCategory category) {
    assertClassRefused(
        AliyunDiskClass.of(category),
        "diskClass.categories: %s is being withdrawn from sale; take cloud_auto, cloud_essd or cloud_essd_entry"
            .formatted(category));
  }

  @Test
  void refuses_to_leave_the_category_to_the_driver() {
    assertClassRefused(
        AliyunDiskClass.of(),
        "diskClass.categories: is empty, for which the driver takes categories that are not sold"
            + " any more; name cloud_auto, cloud_essd or another");
  }

  @Test
  void refuses_settings_of_other_categories() {
    assertClassRefused(
        AliyunDiskClass.of(CLOUD_AUTO).withPerformanceLevels(PerformanceLevel.PL1),
        "diskClass.performanceLevels: are of cloud_essd alone; leave them out, or add that"
            + " category");
    assertClassRefused(
        AliyunDiskClass.of(CLOUD_ESSD).withAutoPl(new AutoPl(Optional.of(50_001L), false)),
        "diskClass.autoPl: is of cloud_auto alone; leave it out, or add that category",
        "diskClass.autoPl.provisionedIops: 50001 is outside 0 to 50000");
    assertClassRefused(
        AUTO.withPerformanceLevels(PerformanceLevel.PL1, PerformanceLevel.PL1),
        "diskClass.performanceLevels: names PL1 twice; name it once");
    assertClassRefused(
        AUTO.encryptedWith(" "),
        "diskClass.encryption.kmsKeyId: is empty; leave it out for the default key");
  }

  /** Rows 1 and 12. */
  @Test
  void refuses_zones_and_file_systems_that_are_none() {
    assertClassRefused(
        AUTO.withZones("cn-hangzhou-b", "zone").withFsType("ext3"),
        "diskClass.fsType: \"ext3\" is none of ext4, xfs",
        "diskClass.zones: \"zone\" is not a zone; write it as cn-hangzhou-b");
    assertClassRefused(
        AUTO.withZones("cn-hangzhou-b").withParameter("regionId", "cn-beijing"),
        "diskClass.zones: cn-hangzhou-b is not in the region cn-beijing; correct one");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "type",
        "performanceLevel",
        "encrypted",
        "kmsKeyId",
        "provisionedIops",
        "burstingEnabled",
        "fstype",
        "zoneId"
      })
  void refuses_parameters_that_have_a_place_of_their_own(String key) {
    assertRefused(AliyunDisk.dynamic("40Gi", AUTO.withParameter(key, "x")))
        .singleElement()
        .asString()
        .startsWith("diskClass.parameters.%s: is said by ".formatted(key));
  }

  @Test
  void refuses_parameters_that_do_harm_or_nothing() {
    assertClassRefused(
        AUTO.withParameter("multiAttach", "true"),
        "diskClass.parameters.multiAttach: allows two postmasters on one PGDATA, which destroys it;"
            + " leave it out");
    assertClassRefused(
        AUTO.withParameter("volumeExpandAutoSnapshot", "forced"),
        "diskClass.parameters.volumeExpandAutoSnapshot: is obsolete; leave it out");
    assertClassRefused(
        AUTO.withParameter("volumeSizeAutoAvailable", "true"),
        "diskClass.parameters.volumeSizeAutoAvailable: makes disks larger than size says; give the"
            + " size that is wanted");
    assertClassRefused(
        AUTO.withParameter("resourceGroup", "x"),
        "diskClass.parameters.resourceGroup: is no parameter of the driver, which would not see it;"
            + " there are [diskTags, mkfsOptions, regionId, resourceGroupId, storageClusterId,"
            + " volumeDeleteSnapshotRetentionDays]");
    assertClassRefused(
        AUTO.withParameter("storageClusterId", "dbsc-1"),
        "diskClass.parameters.storageClusterId: needs performanceLevels; give them");
    assertClassRefused(
        AUTO.withParameter("mkfsOptions", ""),
        "diskClass.parameters.mkfsOptions: is empty; leave it out");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65537", "x", "-1", "1.5"})
  void refuses_days_that_are_none(String days) {
    assertClassRefused(
        AUTO.withParameter("volumeDeleteSnapshotRetentionDays", days),
        "diskClass.parameters.volumeDeleteSnapshotRetentionDays: \"%s\" is not 1 to 65536 days"
            .formatted(days));
  }

  @Nested
  class OwnClass extends StorageProviderContract {
    @Override
    protected StorageKind kind() {
      return AliyunDisk.DYNAMIC;
    }

    @Override
    protected StorageProvider valid(int instances) {
      return AliyunDisk.dynamic("40Gi", AUTO.encrypted().withZones("cn-hangzhou-b"))
          .withAccessMode(VolumeAccess.READ_WRITE_ONCE_POD);
    }

    @Override
    protected List<StorageProvider> invalid() {
      return List.of(
          new AliyunDynamicDisk(
              "1Gi",
              VolumeAccess.READ_WRITE_MANY,
              Optional.of("X"),
              Optional.of(AliyunDiskClass.of(CLOUD_SSD, CLOUD_EFFICIENCY))));
    }
  }

  @Nested
  class ShippedClasses extends StorageProviderContract {
    @Override
    protected StorageKind kind() {
      return AliyunDisk.DYNAMIC;
    }

    @Override
    protected StorageProvider valid(int instances) {
      return AliyunDisk.dynamicOfClass("40Gi", "alicloud-disk-topology-alltype");
    }

    @Override
    protected List<StorageProvider> invalid() {
      return List.of(AliyunDisk.dynamicOfClass("1", "alicloud-disk-ssd"));
    }
  }
}
