package io.pgcluster.storage;

import io.fabric8.kubernetes.api.model.CSIPersistentVolumeSource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;
import io.fabric8.kubernetes.api.model.VolumeNodeAffinity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The PersistentVolumes of disks that exist, and the claims that are bound to them alone. */
final class StaticVolumes {
  private final CsiVolume storage;
  private final VolumeRequest request;
  private final String bindingKey;

  StaticVolumes(CsiVolume storage, VolumeRequest request) {
    this.storage = storage;
    this.request = request;
    this.bindingKey =
        storage
            .bindingKey()
            .orElseGet(() -> "pgcluster-" + request.namespace() + "-" + request.cluster());
  }

  GroupVolumes render() {
    List<HasMetadata> volumes = new ArrayList<>();
    List<HasMetadata> claims = new ArrayList<>();
    for (int i = 0; i < storage.disks().size(); i++) {
      CsiDisk disk = storage.disks().get(i);
      String volume = disk.volumeName(request, i);
      volumes.add(volume(disk, volume, request.claimName(i)));
      PersistentVolumeClaim claim = claim(request.claimName(i));
      claim.getMetadata().setNamespace(request.namespace());
      claim.getSpec().setVolumeName(volume);
      claims.add(claim);
    }
    volumes.addAll(claims);
    return GroupVolumes.ofTemplate(volumes, claim(request.claim()));
  }

  private PersistentVolume volume(CsiDisk disk, String name, String claim) {
    PersistentVolumeSpec spec = new PersistentVolumeSpec();
    spec.setCapacity(VolumeModel.storage(storage.size()));
    spec.setAccessModes(List.of(storage.accessMode().toString()));
    spec.setVolumeMode("Filesystem");
    spec.setPersistentVolumeReclaimPolicy("Retain");
    spec.setStorageClassName(bindingKey);
    ObjectReference claimRef = new ObjectReference();
    claimRef.setApiVersion("v1");
    claimRef.setKind("PersistentVolumeClaim");
    claimRef.setNamespace(request.namespace());
    claimRef.setName(claim);
    spec.setClaimRef(claimRef);
    CSIPersistentVolumeSource csi = new CSIPersistentVolumeSource();
    csi.setDriver(storage.driver());
    csi.setVolumeHandle(disk.handle());
    csi.setFsType(storage.mount().fsType());
    csi.setVolumeAttributes(storage.mount().attributes());
    spec.setCsi(csi);
    spec.setMountOptions(storage.mount().options());
    List<String> zones = storage.zones(disk);
    if (!zones.isEmpty()) {
      storage.nodeLabel().ifPresent(key -> spec.setNodeAffinity(nodesWith(key, zones)));
    }
    PersistentVolume volume = new PersistentVolume();
    volume.setMetadata(VolumeModel.metadata(name, request.labels()));
    volume.setSpec(spec);
    return volume;
  }

  private static VolumeNodeAffinity nodesWith(String key, List<String> values) {
    var requirement = new NodeSelectorRequirement(key, "In", values);
    var term = new NodeSelectorTerm(List.of(requirement), List.of());
    return new VolumeNodeAffinity(new NodeSelector(List.of(term)));
  }

  private PersistentVolumeClaim claim(String name) {
    PersistentVolumeClaim claim =
        VolumeModel.claim(
            VolumeModel.metadata(name, request.labels()), storage.accessMode(), storage.size());
    claim.getSpec().setStorageClassName(bindingKey);
    return claim;
  }

  List<ClusterCheck> checks() {
    Set<ClusterCheck> checks = new LinkedHashSet<>();
    checks.add(new ClusterCheck.ClassDoesNotProvision(bindingKey));
    for (CsiDisk disk : storage.disks()) {
      List<String> zones = storage.zones(disk);
      if (!zones.isEmpty()) {
        storage
            .nodeLabel()
            .ifPresent(key -> checks.add(ClusterCheck.NodeWithLabels.of(key, zones)));
      }
    }
    for (int i = 0; i < storage.disks().size(); i++) {
      CsiDisk disk = storage.disks().get(i);
      checks.add(
          new ClusterCheck.DiskNotUsedElsewhere(
              storage.driver(),
              disk.handle(),
              disk.volumeName(request, i),
              request.namespace(),
              request.claimName(i)));
    }
    return List.copyOf(checks);
  }
}
