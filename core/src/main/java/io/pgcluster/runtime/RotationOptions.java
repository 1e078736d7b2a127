package io.pgcluster.runtime;

import io.pgcluster.PgClusterException;
import io.pgcluster.credential.Password;
import java.time.Duration;
import java.util.Optional;

/**
 * How a password is rotated. Immutable.
 *
 * @param password the new one; empty to have one generated. The caller's own stays the caller's to
 *     close, after the rotation
 * @param patience how long the servers may take to answer before the places change over; by default
 *     two minutes. From then on ten seconds are the bound, whatever is given here
 * @since 0.1
 */
public record RotationOptions(Optional<Password> password, Duration patience) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** A generated password, and two minutes. */
  public static final RotationOptions STANDARD = new RotationOptions(Optional.empty(), PATIENCE);

  /**
   * Checks the bound.
   *
   * @throws PgClusterException if it is not above zero
   */
  public RotationOptions {
    if (patience.isNegative() || patience.isZero()) {
      throw new PgClusterException(
          "rotation options: patience: is %s; give a time above zero".formatted(patience));
    }
  }

  /**
   * The same with a password of the caller's.
   *
   * @param own the password
   * @return the changed copy
   */
  public RotationOptions to(Password own) {
    return new RotationOptions(Optional.of(own), patience);
  }

  /**
   * The same with another bound.
   *
   * @param bound how long at most
   * @return the changed copy
   */
  public RotationOptions within(Duration bound) {
    return new RotationOptions(password, bound);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "RotationOptions[password=%s, patience=%s]"
        .formatted(password.isPresent() ? "[redacted]" : "generated", patience);
  }
}
