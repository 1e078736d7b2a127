package io.pgcluster.storage;

import io.fabric8.kubernetes.api.model.Quantity;
import io.pgcluster.Violation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What all volumes that hold a PostgreSQL data folder have to keep, for providers to check by. Each
 * rule says what is wrong and what to do; empty when nothing is.
 *
 * @since 0.1
 */
public final class VolumeRules {
  private static final Pattern SIZE =
      Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?)(Ki|Mi|Gi|Ti|Pi|Ei|k|M|G|T|P|E)?");
  private static final Pattern DECIMAL_GIGABYTES = Pattern.compile("[0-9]{1,9}G");
  private static final String DNS_LABEL = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
  private static final Pattern NAME =
      Pattern.compile("%s(?:\\.%s)*".formatted(DNS_LABEL, DNS_LABEL));
  private static final int MAX_NAME = 253;
  private static final String PLAIN = "[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
  private static final Pattern LABEL_KEY =
      Pattern.compile("(?:%s(?:\\.%s)*/)?%s".formatted(DNS_LABEL, DNS_LABEL, PLAIN));
  private static final Pattern LABEL_VALUE = Pattern.compile("(?:%s)?".formatted(PLAIN));
  private static final List<String> FILE_SYSTEMS = List.of("ext4", "xfs");

  private VolumeRules() {}

  /**
   * A size is a number with a unit, and more than nothing.
   *
   * @param text such as {@code 20Gi}
   * @return what is wrong with it
   */
  public static Optional<String> size(String text) {
    Matcher form = SIZE.matcher(text);
    if (!form.matches()) {
      return Optional.of(
          "%s is not a size; write a number and a unit, such as 20Gi"
              .formatted(Violation.shown(text)));
    }
    if (form.group(2) == null) {
      return Optional.of(
          "%s has no unit and would be bytes; write Gi behind the number"
              .formatted(Violation.shown(text)));
    }
    return bytes(text).filter(amount -> amount.signum() <= 0).map(zero -> "is zero; give more");
  }

  /**
   * A size as a number.
   *
   * @param text such as {@code 20Gi}
   * @return bytes; empty where {@link #size(String)} finds something wrong with its form
   */
  public static Optional<BigDecimal> bytes(String text) {
    Matcher form = SIZE.matcher(text);
    return form.matches() && form.group(2) != null
        ? Optional.of(Quantity.getAmountInBytes(new Quantity(form.group(1), form.group(2))))
        : Optional.empty();
  }

  /**
   * The size of a cloud's disk as Kubernetes counts it: disks are sold in GiB, which are often
   * written as {@code 20G}. Taken at its word, a claim of that size would not fit the disk.
   *
   * @param text such as {@code 20G} or {@code 20Gi}
   * @return {@code 20Gi} for both; anything else as it is
   */
  public static String sizeOfDisk(String text) {
    return DECIMAL_GIGABYTES.matcher(text).matches() ? text + "i" : text;
  }

  /**
   * A name of a PersistentVolume, claim or StorageClass is a DNS subdomain.
   *
   * @param name the name
   * @return what is wrong with it
   */
  public static Optional<String> name(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.of(
          "%s is not a name of Kubernetes; use lower-case letters, digits, '-' and '.', a letter or digit first and last"
              .formatted(Violation.shown(name)));
    }
    return name.length() > MAX_NAME
        ? Optional.of("has %d characters, more than %d".formatted(name.length(), MAX_NAME))
        : Optional.empty();
  }

  /**
   * The key of a label, such as a driver's zone key.
   *
   * @param key the key
   * @return what is wrong with it
   */
  public static Optional<String> labelKey(String key) {
    return LABEL_KEY.matcher(key).matches()
        ? Optional.empty()
        : Optional.of(
            "%s is not the key of a label; write [domain/]name".formatted(Violation.shown(key)));
  }

  /**
   * The value of a label.
   *
   * @param value the value
   * @return what is wrong with it
   */
  public static Optional<String> labelValue(String value) {
    return LABEL_VALUE.matcher(value).matches()
        ? Optional.empty()
        : Optional.of(
            "%s is not the value of a label; use at most 63 letters, digits, '-', '_' and '.', a letter or digit first and last"
                .formatted(Violation.shown(value)));
  }

  /**
   * Only one pod may write to a data folder.
   *
   * @param mode the mode that is asked for
   * @return why it is refused
   */
  public static Optional<String> accessMode(VolumeAccess mode) {
    return switch (mode) {
      case READ_WRITE_ONCE, READ_WRITE_ONCE_POD -> Optional.empty();
      case READ_WRITE_MANY ->
          Optional.of(
              "ReadWriteMany allows two postmasters on one PGDATA, which destroys it; take ReadWriteOnce, and standbys for availability");
      case READ_ONLY_MANY ->
          Optional.of(
              "ReadOnlyMany cannot be written to, and PostgreSQL writes; take ReadWriteOnce");
    };
  }

  /**
   * The file system of a volume is always said: without it the kubelet does not set the group of a
   * static volume (fsGroup), and PostgreSQL gets "Permission denied".
   *
   * @param type such as {@code ext4}
   * @return why it is refused
   */
  public static Optional<String> fileSystem(String type) {
    if (FILE_SYSTEMS.contains(type)) {
      return Optional.empty();
    }
    return Optional.of(
        type.isEmpty()
            ? "is empty; without it the volume keeps root as its group and PostgreSQL cannot write: give ext4 or xfs"
            : "%s is none of %s".formatted(Violation.shown(type), String.join(", ", FILE_SYSTEMS)));
  }
}
