package io.pgcluster.storage;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeResourceRequirements;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Parts of Kubernetes' model. Made with constructors and setters: the classes of the fluent
 * builders alone cost a fresh JVM more than all of these.
 */
final class VolumeModel {
  private VolumeModel() {}

  static ObjectMeta metadata(String name, Map<String, String> labels) {
    ObjectMeta metadata = new ObjectMeta();
    metadata.setName(name);
    metadata.setLabels(new TreeMap<>(labels));
    return metadata;
  }

  /** A claim that has only to be told its name and where it is to come from. */
  static PersistentVolumeClaim claim(ObjectMeta metadata, VolumeAccess mode, String size) {
    VolumeResourceRequirements resources = new VolumeResourceRequirements();
    resources.setRequests(storage(size));
    PersistentVolumeClaimSpec spec = new PersistentVolumeClaimSpec();
    spec.setAccessModes(List.of(mode.toString()));
    spec.setResources(resources);
    PersistentVolumeClaim claim = new PersistentVolumeClaim();
    claim.setMetadata(metadata);
    claim.setSpec(spec);
    return claim;
  }

  static Map<String, Quantity> storage(String size) {
    return Map.of("storage", new Quantity(size));
  }
}
