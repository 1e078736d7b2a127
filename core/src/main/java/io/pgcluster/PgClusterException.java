package io.pgcluster;

/**
 * The root of every error this library throws. Unchecked; the message names the object, the field,
 * what was wrong and what to do, and never contains a secret.
 *
 * @since 0.1
 */
public class PgClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An error of its own.
   *
   * @param message names the object, the field, what was wrong and what to do
   */
  public PgClusterException(String message) {
    super(message);
  }

  /**
   * An error that another one caused.
   *
   * @param message names the object, the field, what was wrong and what to do
   * @param cause what led to it
   */
  public PgClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
