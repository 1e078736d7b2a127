package io.pgcluster.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgcluster.InvalidSpecException;
import java.util.List;
import org.assertj.core.api.ListAssert;

/** What a description is refused for, as {@code path: problem} lines. */
final class Refused {
  private Refused() {}

  static List<String> of(PgClusterBuilder builder) {
    InvalidSpecException refusal = catchThrowableOfType(InvalidSpecException.class, builder::build);
    assertThat(refusal).as("the refusal").isNotNull();
    return refusal.violations().stream().map(Object::toString).toList();
  }

  static ListAssert<String> assertRefused(PgClusterBuilder builder) {
    return assertThat(of(builder));
  }
}
