package io.pgcluster.kubernetes;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Turns an answer that is not a success into words for people. */
final class Refusal {
  private Refusal() {}

  static KubernetesApiException of(Call call, Reply reply) {
    JsonNode status = parse(reply.body());
    String reason = status.path("reason").asString("");
    String said = said(call, status);
    String head = reason.isEmpty() ? String.valueOf(reply.status()) : reply.status() + " " + reason;
    String remedy = remedy(call, reply.status(), said);
    return new KubernetesApiException(
        "%s: %s%s%s"
            .formatted(
                call,
                head,
                said.isEmpty() ? "" : ": " + said,
                remedy.isEmpty() ? "" : "; " + remedy),
        call,
        reply.status(),
        reason);
  }

  static KubernetesApiException unreachable(Call call, String server, Throwable cause) {
    return new KubernetesApiException(
        "%s: no answer from %s: %s; check that the API server runs and that KUBECONFIG names it"
            .formatted(call, server, text(cause)),
        call,
        cause);
  }

  private static String text(Throwable cause) {
    Throwable deepest = cause;
    String text = "";
    for (int i = 0; i < 10 && deepest != null; i++) {
      if (deepest.getMessage() != null) {
        text = deepest.getMessage();
      }
      deepest = deepest.getCause();
    }
    return text.isEmpty() ? cause.getClass().getSimpleName() : text;
  }

  /** Of a Secret the server may repeat values, so only the names of fields are kept. */
  private static String said(Call call, JsonNode status) {
    if (!call.target().kind().equals(Kind.SECRET.name())) {
      return status.path("message").asString("").strip();
    }
    List<String> fields = new ArrayList<>();
    status.path("details").path("causes").forEach(c -> fields.add(c.path("field").asString("")));
    fields.removeIf(String::isEmpty);
    return fields.isEmpty() ? "" : "fields " + String.join(", ", fields);
  }

  private static String remedy(Call call, int status, String said) {
    return switch (status) {
      case 401 -> "log in again, or renew the credentials in the kubeconfig";
      case 403 ->
          said.contains("exceeded quota")
              ? "raise the namespace's ResourceQuota, or describe less"
              : said.contains("violates PodSecurity")
                  ? "the namespace's Pod Security level does not allow it"
                  : "grant the verb %s on it, see KubernetesPgClusters.requiredRole()"
                      .formatted(call.verb());
      case 404 -> call.verb().equals("patch") ? "check that the namespace exists" : "";
      case 409 -> "somebody else changed it at the same time; try again";
      case 422 ->
          said.contains("immutable") || said.contains("Forbidden: updates to")
              ? "this field cannot be changed; delete the cluster, keeping its volumes, and apply it again"
              : "";
      case 429, 500, 502, 503, 504 -> "the API server is in trouble; try again later";
      default -> "";
    };
  }

  private static JsonNode parse(String body) {
    try {
      return Json.read(body);
    } catch (JacksonException notJson) {
      return Json.EMPTY;
    }
  }
}
