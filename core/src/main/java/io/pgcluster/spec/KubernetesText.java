package io.pgcluster.spec;

import io.pgcluster.Violation;
import java.util.Optional;
import java.util.regex.Pattern;

/** The syntax of names, labels and annotations, as the API server checks it. */
final class KubernetesText {
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern NAME_PART =
      Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");

  private KubernetesText() {}

  /** The name of an object that is a DNS subdomain, such as a Secret. */
  static Optional<String> objectNameProblem(String name) {
    return name.length() <= 253 && SUBDOMAIN.matcher(name).matches()
        ? Optional.empty()
        : Optional.of(
            "%s is not the name of an object; use lower-case letters, digits, '-' and '.', at most 253"
                .formatted(Violation.shown(name)));
  }

  /** The key of a label or annotation: an optional DNS prefix, a slash, and a name. */
  static Optional<String> keyProblem(String key) {
    int slash = key.indexOf('/');
    String prefix = slash < 0 ? "" : key.substring(0, slash);
    String name = key.substring(slash + 1);
    boolean prefixIsGood =
        slash < 0 || (prefix.length() <= 253 && SUBDOMAIN.matcher(prefix).matches());
    boolean nameIsGood = name.length() <= 63 && NAME_PART.matcher(name).matches();
    return prefixIsGood && nameIsGood
        ? Optional.empty()
        : Optional.of(
            "is not a key; write [example.com/]name, the name of at most 63 letters, digits, '-', '_' or '.' that begins and ends with a letter or digit");
  }

  /** The value of a label. */
  static Optional<String> labelValueProblem(String value) {
    return value.isEmpty() || (value.length() <= 63 && NAME_PART.matcher(value).matches())
        ? Optional.empty()
        : Optional.of(
            "%s is not the value of a label; use at most 63 letters, digits, '-', '_' or '.', a letter or digit first and last"
                .formatted(Violation.shown(value)));
  }
}
