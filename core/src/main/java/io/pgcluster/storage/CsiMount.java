package io.pgcluster.storage;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a CSI driver mounts a disk.
 *
 * @param fsType the file system, {@code ext4} or {@code xfs}: that of the disk, or the one an empty
 *     disk gets
 * @param options mount options such as {@code noatime}
 * @param attributes {@code volumeAttributes} for the driver
 * @since 0.1
 */
public record CsiMount(String fsType, List<String> options, SortedMap<String, String> attributes) {
  /** {@code ext4} without options. */
  public static final CsiMount DEFAULT = new CsiMount("ext4", List.of(), new TreeMap<>());

  /** Keeps its own copies. */
  public CsiMount {
    options = List.copyOf(options);
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
  }

  /**
   * This with another file system.
   *
   * @param type {@code ext4} or {@code xfs}
   * @return the changed copy
   */
  public CsiMount withFsType(String type) {
    return new CsiMount(type, options, attributes);
  }

  /**
   * This with other mount options.
   *
   * @param all such as {@code noatime}
   * @return the changed copy
   */
  public CsiMount withOptions(String... all) {
    return new CsiMount(fsType, List.of(all), attributes);
  }

  /**
   * This with a further attribute for the driver.
   *
   * @param key the attribute
   * @param value its value
   * @return the changed copy
   */
  public CsiMount withAttribute(String key, String value) {
    SortedMap<String, String> more = new TreeMap<>(attributes);
    more.put(key, value);
    return new CsiMount(fsType, options, more);
  }

  void check(Problems problems, String field) {
    problems.add(field + ".fsType", VolumeRules.fileSystem(fsType));
    if (options.stream().anyMatch(String::isBlank)) {
      problems.add(field + ".options", "has an empty option; leave it out");
    }
    if (attributes.containsKey("")) {
      problems.add(field + ".attributes", "has an empty key; leave it out");
    }
  }
}
