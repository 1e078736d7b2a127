package io.pgcluster.storage;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.pgcluster.PgClusterException;
import io.pgcluster.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A claim for each instance: filled by a StorageClass, taken from volumes with certain labels, or
 * there already.
 *
 * <p>Claims that exist are used as they are, whoever made them. A single instance can use a claim
 * of any name. The pods of several instances come from one StatefulSet, and Kubernetes lets them
 * use only claims that are named {@code data-<StatefulSet>-<n>}, n from 0; a claim cannot be
 * renamed. To move a disk under such a name: set its PersistentVolume to {@code Retain}, delete the
 * old claim, and describe the disk as {@link CsiVolume}, or name the PersistentVolume with {@link
 * #withVolumeName(String)}.
 *
 * @param size how much, such as {@code 10Gi}; not used for claims that exist
 * @param storageClass the class; empty for the cluster's default, {@code ""} for volumes without a
 *     class
 * @param accessMode who may mount it; default {@code ReadWriteOnce}
 * @param existingClaims claims to use as they are, one for each instance; empty to make them
 * @param selector which volumes will do; empty for all
 * @param volumeName the PersistentVolume to take, for a single instance; empty for any
 * @since 0.1
 */
public record PvcStorage(
    String size,
    Optional<String> storageClass,
    VolumeAccess accessMode,
    List<String> existingClaims,
    Optional<VolumeSelector> selector,
    Optional<String> volumeName)
    implements StorageProvider {
  /** Of claims that exist: a StatefulSet's template has to say a size, but none is made of it. */
  private static final String ANY_SIZE = "1Gi";

  private static final String EXISTING_CLAIMS = "existingClaims";
  private static final Pattern OF_A_TEMPLATE = Pattern.compile("([a-z0-9]+-.+)-(0|[1-9][0-9]*)");

  /** Keeps its own copy of the list. */
  public PvcStorage {
    existingClaims = List.copyOf(existingClaims);
  }

  /**
   * A claim of the cluster's default StorageClass.
   *
   * @param size how much, such as {@code 10Gi}
   * @return the storage
   */
  public static PvcStorage size(String size) {
    return new PvcStorage(
        size,
        Optional.empty(),
        VolumeAccess.READ_WRITE_ONCE,
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Claims that exist, with the data that is on them.
   *
   * @param claims their names, one for each instance, in order; of several instances they have to
   *     be {@code data-<StatefulSet>-<n>}
   * @return the storage
   */
  public static PvcStorage existing(String... claims) {
    return new PvcStorage(
        ANY_SIZE,
        Optional.empty(),
        VolumeAccess.READ_WRITE_ONCE,
        List.of(claims),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * This storage from another StorageClass.
   *
   * @param name the class; {@code ""} for volumes without a class
   * @return the changed copy
   */
  public PvcStorage withStorageClass(String name) {
    return new PvcStorage(
        size, Optional.of(name), accessMode, existingClaims, selector, volumeName);
  }

  /**
   * This storage with another access mode.
   *
   * @param mode who may mount it
   * @return the changed copy
   */
  public PvcStorage withAccessMode(VolumeAccess mode) {
    return new PvcStorage(size, storageClass, mode, existingClaims, selector, volumeName);
  }

  /**
   * This storage from volumes with certain labels, which have to be there.
   *
   * @param labels which volumes will do
   * @return the changed copy
   */
  public PvcStorage withSelector(VolumeSelector labels) {
    return new PvcStorage(
        size, storageClass, accessMode, existingClaims, Optional.of(labels), volumeName);
  }

  /**
   * This storage from one PersistentVolume, for a single instance.
   *
   * @param name the PersistentVolume, which has to be of the same class
   * @return the changed copy
   */
  public PvcStorage withVolumeName(String name) {
    return new PvcStorage(
        size, storageClass, accessMode, existingClaims, selector, Optional.of(name));
  }

  @Override
  public String type() {
    return "pvc";
  }

  @Override
  public List<Violation> validate(String path, int instances) {
    Problems problems = new Problems(path);
    problems.add("size", VolumeRules.size(size));
    storageClass
        .filter(name -> !name.isEmpty())
        .ifPresent(name -> problems.add("storageClass", VolumeRules.name(name)));
    problems.add("accessMode", VolumeRules.accessMode(accessMode));
    if (!existingClaims.isEmpty()) {
      existing(problems, instances);
    }
    selector.ifPresent(labels -> labels.check(problems, "selector"));
    volumeName.ifPresent(name -> problems.add("volumeName", VolumeRules.name(name)));
    if (volumeName.isPresent() && instances > 1) {
      problems.add(
          "volumeName",
          "is one volume, but there are %d instances; use selector, or name the disks as type csi"
              .formatted(instances));
    }
    return problems.found();
  }

  private void existing(Problems problems, int instances) {
    if (existingClaims.size() != instances) {
      problems.add(
          EXISTING_CLAIMS,
          "names %d for %d instances; name one for each"
              .formatted(existingClaims.size(), instances));
    }
    if (storageClass.isPresent() || selector.isPresent() || volumeName.isPresent()) {
      problems.add(
          EXISTING_CLAIMS,
          "are used as they are; leave storageClass, selector and volumeName out, or let claims be made");
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < existingClaims.size(); i++) {
      String field = "%s[%d]".formatted(EXISTING_CLAIMS, i);
      String name = existingClaims.get(i);
      problems.add(field, VolumeRules.name(name));
      if (!seen.add(name)) {
        problems.add(
            field,
            "%s is named twice; two instances on one volume destroy it"
                .formatted(Violation.shown(name)));
      }
      if (instances > 1 && !isOfTemplate(name, i)) {
        problems.add(field, wrongName(name, "data-<StatefulSet>-" + i));
      }
    }
  }

  /** All of the same StatefulSet, as far as it can be seen without knowing its name. */
  private boolean isOfTemplate(String name, int ordinal) {
    var form = OF_A_TEMPLATE.matcher(name);
    var first = OF_A_TEMPLATE.matcher(existingClaims.get(0));
    return form.matches()
        && form.group(2).equals(String.valueOf(ordinal))
        && first.matches()
        && form.group(1).equals(first.group(1));
  }

  private static String wrongName(String name, String wanted) {
    return "%s has to be named %s: pods of a StatefulSet can use no other, and a claim cannot be renamed; set its PersistentVolume to Retain, delete the claim, and describe the disk as type csi"
        .formatted(Violation.shown(name), wanted);
  }

  /**
   * {@inheritDoc}
   *
   * @throws PgClusterException if claims of several instances have names that their pods cannot use
   */
  @Override
  public GroupVolumes render(VolumeRequest request) {
    if (existingClaims.size() == 1 && request.instances() == 1) {
      return podVolume(request.claim(), existingClaims.get(0));
    }
    for (int i = 0; i < existingClaims.size(); i++) {
      if (!existingClaims.get(i).equals(request.claimName(i))) {
        throw new PgClusterException(
            "storage of %s: existingClaims[%d]: %s"
                .formatted(
                    request.statefulSet(),
                    i,
                    wrongName(existingClaims.get(i), request.claimName(i))));
      }
    }
    PersistentVolumeClaim template =
        VolumeModel.claim(
            VolumeModel.metadata(request.claim(), request.labels()), accessMode, size);
    storageClass.ifPresent(template.getSpec()::setStorageClassName);
    selector.map(VolumeSelector::toModel).ifPresent(template.getSpec()::setSelector);
    volumeName.ifPresent(template.getSpec()::setVolumeName);
    return GroupVolumes.ofTemplate(List.of(), template);
  }

  private static GroupVolumes podVolume(String name, String claim) {
    Volume volume = new Volume();
    volume.setName(name);
    volume.setPersistentVolumeClaim(new PersistentVolumeClaimVolumeSource(claim, null));
    return GroupVolumes.ofPod(volume);
  }

  /** The claims and the volume by name, so that two groups cannot share them. */
  @Override
  public List<String> usedDisks() {
    List<String> disks = new ArrayList<>();
    existingClaims.stream().distinct().forEach(name -> disks.add("PersistentVolumeClaim/" + name));
    volumeName.ifPresent(name -> disks.add("PersistentVolume/" + name));
    return disks;
  }

  @Override
  public List<ClusterCheck> checks(VolumeRequest request) {
    if (!existingClaims.isEmpty()) {
      return IntStream.range(0, existingClaims.size())
          .<ClusterCheck>mapToObj(i -> new ClusterCheck.ClaimExists(existingClaims.get(i)))
          .toList();
    }
    boolean provisioned = selector.isEmpty() && volumeName.isEmpty();
    if (storageClass.isPresent()) {
      return provisioned && !storageClass.get().isEmpty()
          ? List.of(new ClusterCheck.ClassServes(storageClass.get()))
          : List.of();
    }
    return provisioned ? List.of(new ClusterCheck.DefaultClassServes()) : List.of();
  }
}
