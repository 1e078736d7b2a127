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
 * @param overlap whether the former login stays as it is, and another one takes its place
 * @since 0.1
 */
public record RotationOptions(Optional<Password> password, Duration patience, boolean overlap) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** A generated password, and two minutes. */
  public static final RotationOptions STANDARD =
      new RotationOptions(Optional.empty(), PATIENCE, false);

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
    return new RotationOptions(Optional.of(own), patience, overlap);
  }

  /**
   * The same with another bound.
   *
   * @param bound how long at most
   * @return the changed copy
   */
  public RotationOptions within(Duration bound) {
    return new RotationOptions(password, bound, overlap);
  }

  /**
   * The same with an overlap, for programs that cannot all change over at one moment. The role is
   * one that does not log in itself; at least two others {@linkplain
   * io.pgcluster.spec.Role#actingAs act as it}. The next of them gets the new password, and is who
   * {@link RunningPgCluster#connection} names from then on; the one before keeps its own, until its
   * turn comes again or {@link RunningPgCluster#rotatePassword(String)} ends that.
   *
   * @return the changed copy
   */
  public RotationOptions overlapping() {
    return new RotationOptions(password, patience, true);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "RotationOptions[password=%s, patience=%s, overlap=%s]"
        .formatted(password.isPresent() ? "[redacted]" : "generated", patience, overlap);
  }
}
