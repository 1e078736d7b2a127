package io.pgcluster;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A description that cannot be carried out. Names every violation at once, in a fixed order.
 *
 * @since 0.1
 */
public final class InvalidSpecException extends PgClusterException {
  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  /**
   * All that is wrong with one object.
   *
   * @param object what was described, such as {@code PgCluster orders}
   * @param violations what is wrong, at least one
   */
  public InvalidSpecException(String object, List<Violation> violations) {
    super(
        violations.stream()
            .map(v -> "  " + v)
            .collect(Collectors.joining("\n", object + " is refused:\n", "")));
    this.violations = List.copyOf(violations);
  }

  /**
   * What is wrong, in the order of the fields.
   *
   * @return at least one violation
   */
  public List<Violation> violations() {
    return violations;
  }
}
