package io.pgcluster.aliyun;

import io.fabric8.kubernetes.api.model.FlexPersistentVolumeSource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.pgcluster.storage.ClusterCheck;
import io.pgcluster.storage.CsiDisk;
import io.pgcluster.storage.CsiVolume;
import io.pgcluster.storage.GroupVolumes;
import io.pgcluster.storage.VolumeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Disks that exist as volumes of a CSI driver, with what is Alibaba Cloud's own. */
final class StaticDisks {
  static final String DRIVER = "diskplugin.csi.alibabacloud.com";
  static final String ZONE = "topology.diskplugin.csi.alibabacloud.com/zone";

  /** Where the CSI driver is not, nodes have Kubernetes' own labels alone. */
  private static final String ZONE_WITHOUT_CSI = "topology.kubernetes.io/zone";

  private static final String REGION = "topology.kubernetes.io/region";
  private static final String FLEX_DRIVER = "alicloud/disk";
  private static final String TOPOLOGY = "csi.alibabacloud.com/volume-topology";
  private static final String ATTACHABLE = "node.csi.alibabacloud.com/disktype.";
  private static final String AVAILABLE = "available";

  private final AliyunDisk storage;

  StaticDisks(AliyunDisk storage) {
    this.storage = storage;
  }

  CsiVolume volumes() {
    return new CsiVolume(
        DRIVER,
        storage.disks().stream().map(this::disk).toList(),
        storage.size(),
        storage.mount(),
        Optional.of(zoneKey()),
        storage.accessMode(),
        storage.bindingKey());
  }

  private CsiDisk disk(ExistingDisk disk) {
    List<String> places = disk.zone().or(disk::region).map(List::of).orElse(List.of());
    return new CsiDisk(disk.id(), places, disk.volumeName());
  }

  private String zoneKey() {
    if (storage.disks().stream().allMatch(ExistingDisk::isRegional)) {
      return REGION;
    }
    return storage.legacyFlexVolume() ? ZONE_WITHOUT_CSI : ZONE;
  }

  GroupVolumes render(VolumeRequest request) {
    GroupVolumes volumes = volumes().render(request);
    for (HasMetadata object : volumes.objects()) {
      if (object instanceof PersistentVolume volume) {
        complete(volume);
      }
    }
    return volumes;
  }

  private void complete(PersistentVolume volume) {
    if (storage.legacyFlexVolume()) {
      FlexPersistentVolumeSource flex = new FlexPersistentVolumeSource();
      flex.setDriver(FLEX_DRIVER);
      flex.setFsType(volume.getSpec().getCsi().getFsType());
      Map<String, String> options = new TreeMap<>(storage.mount().attributes());
      options.put("volumeId", volume.getSpec().getCsi().getVolumeHandle());
      flex.setOptions(options);
      volume.getSpec().setFlexVolume(flex);
      volume.getSpec().setCsi(null);
    } else {
      storage
          .category()
          .ifPresent(
              category ->
                  volume.getMetadata().setAnnotations(Map.of(TOPOLOGY, nodesFor(category))));
    }
  }

  /** Read by ACK's scheduler, as a NodeSelector in JSON. */
  private static String nodesFor(DiskCategory category) {
    return ("{\"nodeSelectorTerms\":[{\"matchExpressions\":"
            + "[{\"key\":\"%s%s\",\"operator\":\"In\",\"values\":[\"%s\"]}]}]}")
        .formatted(ATTACHABLE, category, AVAILABLE);
  }

  List<ClusterCheck> checks(VolumeRequest request) {
    List<ClusterCheck> checks = new ArrayList<>(volumes().checks(request));
    if (!storage.legacyFlexVolume()) {
      storage.category().ifPresent(category -> checks.add(attachable(category)));
    }
    return checks;
  }

  /** Only newer CSI drivers label nodes so. */
  private static ClusterCheck attachable(DiskCategory category) {
    return new ClusterCheck.NodeWithLabels(
        new TreeMap<>(Map.of(ATTACHABLE + category, List.of(AVAILABLE))), false);
  }
}
