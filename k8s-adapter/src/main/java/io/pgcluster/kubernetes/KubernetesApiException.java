package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import java.util.Optional;

/**
 * The API server refused a call, or could not be reached. Names the verb, the object, and what the
 * server said; what it says of a Secret is left out but for the fields it names.
 *
 * @since 0.1
 */
public final class KubernetesApiException extends PgClusterException {
  private static final long serialVersionUID = 1L;

  private final String verb;
  private final String kind;
  private final int status;
  private final String reason;

  KubernetesApiException(String message, Call call, int status, String reason) {
    super(message);
    this.verb = call.verb();
    this.kind = call.target().kind();
    this.status = status;
    this.reason = reason;
  }

  KubernetesApiException(String message, Call call, Throwable cause) {
    super(message, cause);
    this.verb = call.verb();
    this.kind = call.target().kind();
    this.status = 0;
    this.reason = "";
  }

  /**
   * What was asked, as RBAC names it.
   *
   * @return such as {@code patch}
   */
  public String verb() {
    return verb;
  }

  /**
   * The kind of the object.
   *
   * @return such as {@code StatefulSet}
   */
  public String kind() {
    return kind;
  }

  /**
   * The HTTP status.
   *
   * @return empty when there was no answer
   */
  public Optional<Integer> status() {
    return status == 0 ? Optional.empty() : Optional.of(status);
  }

  /**
   * The reason in the server's words.
   *
   * @return such as {@code Forbidden}; empty when it gave none
   */
  public String reason() {
    return reason;
  }

  boolean isForbidden() {
    return status == 403 || status == 401;
  }

  boolean isNotFound() {
    return status == 404;
  }

  boolean isConflict() {
    return status == 409;
  }
}
