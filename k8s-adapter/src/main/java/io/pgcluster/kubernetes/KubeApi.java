package io.pgcluster.kubernetes;

import io.pgcluster.kubernetes.Call.Target;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The calls on the Kubernetes API that the adapter makes, in one namespace. Thread-safe. */
final class KubeApi {
  /** The field manager, under which everything of ours is applied. */
  static final String MANAGER = "pgcluster";

  static final String APPLY = "application/apply-patch+yaml";

  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final String STRATEGIC_MERGE_PATCH = "application/strategic-merge-patch+json";
  private static final String METADATA_ONLY =
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

  private final Transport transport;
  private final String namespace;
  private final RetryPolicy retry;

  KubeApi(Transport transport, String namespace, RetryPolicy retry) {
    this.transport = transport;
    this.namespace = namespace;
    this.retry = retry;
  }

  String namespace() {
    return namespace;
  }

  KubeApi inNamespace(String other) {
    return new KubeApi(transport, other, retry);
  }

  String server() {
    return transport.server();
  }

  /** Writes an object as ours; fields that others set stay. */
  CompletableFuture<JsonNode> apply(Kind kind, String name, byte[] json) {
    return send(
        Call.write(
            "patch",
            target(kind, name),
            "PATCH",
            path(kind, name) + "?fieldManager=" + MANAGER + "&force=true&fieldValidation=Strict",
            APPLY,
            new String(json, StandardCharsets.UTF_8)));
  }

  /** What {@link #apply} would make of an object; nothing is written. */
  CompletableFuture<JsonNode> dryRun(Kind kind, String name, byte[] json) {
    return send(
        Call.write(
            "patch",
            target(kind, name),
            "PATCH",
            path(kind, name)
                + "?dryRun=All&fieldManager="
                + MANAGER
                + "&force=true&fieldValidation=Strict",
            APPLY,
            new String(json, StandardCharsets.UTF_8)));
  }

  /** One object, if it exists. */
  CompletableFuture<Optional<JsonNode>> get(Kind kind, String name) {
    return optional(Call.read("get", target(kind, name), path(kind, name)));
  }

  /** One object and the server's clock; for a Lease. */
  CompletableFuture<Reply> getWithDate(Kind kind, String name) {
    return raw(Call.read("get", target(kind, name), path(kind, name)), retry);
  }

  /** The objects of the namespace, or of the cluster where the kind is of none. */
  CompletableFuture<JsonNode> list(Kind kind, Map<String, String> labels) {
    return send(listCall(kind, kind.path(namespace), labels));
  }

  /** Names, labels and versions alone. */
  CompletableFuture<JsonNode> listMetadata(Kind kind, Map<String, String> labels) {
    return send(listCall(kind, kind.path(namespace), labels).accepting(METADATA_ONLY));
  }

  /** The objects of all namespaces. */
  CompletableFuture<JsonNode> listEverywhere(Kind kind) {
    return send(Call.read("list", new Target(kind.plural(), "", ""), kind.allPath()));
  }

  private Call listCall(Kind kind, String path, Map<String, String> labels) {
    return Call.read("list", target(kind, ""), path + query("?", labels));
  }

  /** Creates an object that must not exist. */
  CompletableFuture<JsonNode> create(Kind kind, String name, JsonNode object) {
    return send(
        Call.write(
            "create",
            target(kind, name),
            "POST",
            kind.path(namespace) + "?fieldManager=" + MANAGER,
            Call.JSON,
            Json.write(object)));
  }

  /** Replaces an object that has not changed since it was read: it carries its resourceVersion. */
  CompletableFuture<JsonNode> replace(Kind kind, String name, JsonNode object) {
    return send(
        Call.write(
            "update",
            target(kind, name),
            "PUT",
            path(kind, name) + "?fieldManager=" + MANAGER,
            Call.JSON,
            Json.write(object)));
  }

  /** Changes some fields; null removes one. */
  CompletableFuture<JsonNode> merge(Kind kind, String name, JsonNode patch) {
    return merge(kind, name, patch, "");
  }

  /** What {@link #merge} would answer. */
  CompletableFuture<JsonNode> dryMerge(Kind kind, String name, JsonNode patch) {
    return merge(kind, name, patch, "&dryRun=All");
  }

  private CompletableFuture<JsonNode> merge(Kind kind, String name, JsonNode patch, String more) {
    return patch(kind, name, MERGE_PATCH, patch, more);
  }

  /** Changes some fields, also of items of lists, which are known by their names. */
  CompletableFuture<JsonNode> strategicMerge(Kind kind, String name, JsonNode patch) {
    return patch(kind, name, STRATEGIC_MERGE_PATCH, patch, "");
  }

  /** What {@link #strategicMerge} would answer. */
  CompletableFuture<JsonNode> dryStrategicMerge(Kind kind, String name, JsonNode patch) {
    return patch(kind, name, STRATEGIC_MERGE_PATCH, patch, "&dryRun=All");
  }

  private CompletableFuture<JsonNode> patch(
      Kind kind, String name, String type, JsonNode patch, String more) {
    return send(
        Call.write(
            "patch",
            target(kind, name),
            "PATCH",
            path(kind, name) + "?fieldManager=" + MANAGER + more,
            type,
            Json.write(patch)));
  }

  /**
   * Deletes an object, and before it what it owns.
   *
   * @return whether it is gone already; false while it waits for others
   */
  CompletableFuture<Boolean> delete(Kind kind, String name, String uid) {
    return delete(kind, name, uid, Map.of("propagationPolicy", "Foreground"));
  }

  /**
   * Deletes an object alone, and leaves what it owns.
   *
   * @return whether it is gone already
   */
  CompletableFuture<Boolean> orphan(Kind kind, String name, String uid) {
    return delete(kind, name, uid, Map.of("propagationPolicy", "Orphan"));
  }

  /**
   * Deletes a pod.
   *
   * @param atOnce as a lost node would, whatever runs in it; else it may stop in its own time
   */
  CompletableFuture<Boolean> deletePod(String name, String uid, boolean atOnce) {
    return delete(Kind.POD, name, uid, atOnce ? Map.of("gracePeriodSeconds", 0) : Map.of());
  }

  private CompletableFuture<Boolean> delete(
      Kind kind, String name, String uid, Map<String, ?> more) {
    Map<String, Object> options =
        new HashMap<>(
            Map.of(
                "apiVersion", "v1", "kind", "DeleteOptions", "preconditions", Map.of("uid", uid)));
    options.putAll(more);
    Call call =
        Call.write(
            "delete",
            target(kind, name),
            "DELETE",
            path(kind, name),
            Call.JSON,
            Json.write(options));
    // A conflict is another uid: what was to be deleted is gone, and somebody made a new one.
    return raw(call, retry)
        .thenApply(
            reply ->
                switch (reply.status()) {
                  case 404, 409 -> true;
                  default -> !Json.isBeingDeleted(success(call, reply));
                });
  }

  /** The server's version; asked with little patience. */
  CompletableFuture<JsonNode> version() {
    Call call = Call.read("get", new Target("/version", "", ""), "/version");
    return raw(call, retry.brief()).thenApply(reply -> success(call, reply));
  }

  /** What the caller may do in the namespace. */
  CompletableFuture<JsonNode> rules() {
    return review("SelfSubjectRulesReview", Map.of("namespace", namespace));
  }

  /** Whether the caller may do one thing. */
  CompletableFuture<JsonNode> access(Map<String, String> attributes) {
    return review("SelfSubjectAccessReview", Map.of("resourceAttributes", attributes));
  }

  private CompletableFuture<JsonNode> review(String kind, Map<String, ?> spec) {
    return send(
        Call.write(
            "create",
            new Target(kind, "", ""),
            "POST",
            "/apis/authorization.k8s.io/v1/" + kind.toLowerCase(java.util.Locale.ROOT) + "s",
            Call.JSON,
            Json.write(
                Map.of("apiVersion", "authorization.k8s.io/v1", "kind", kind, "spec", spec))));
  }

  /** The last lines that a container wrote. */
  CompletableFuture<String> log(String pod, String container, boolean previous, int lines) {
    Call call =
        Call.read(
                "get",
                new Target("pods/log", pod, namespace),
                "%s/log?container=%s&previous=%s&tailLines=%d"
                    .formatted(path(Kind.POD, pod), encode(container), previous, lines))
            .accepting("*/*");
    return raw(call, retry.brief())
        .thenApply(
            reply -> {
              if (!reply.isSuccess()) {
                throw Refusal.of(call, reply);
              }
              return reply.body();
            });
  }

  /** Changes since a version; the server ends it by itself after that many seconds. */
  Transport.Stream watch(
      Kind kind, Map<String, String> labels, String since, int seconds, Consumer<String> lines) {
    return transport.stream(
        Call.read(
            "watch",
            target(kind, ""),
            "%s?watch=true&allowWatchBookmarks=true&resourceVersion=%s&timeoutSeconds=%d%s"
                .formatted(kind.path(namespace), encode(since), seconds, query("&", labels))),
        lines);
  }

  private CompletableFuture<Optional<JsonNode>> optional(Call call) {
    return raw(call, retry)
        .thenApply(
            reply -> reply.status() == 404 ? Optional.empty() : Optional.of(success(call, reply)));
  }

  private CompletableFuture<JsonNode> send(Call call) {
    return raw(call, retry).thenApply(reply -> success(call, reply));
  }

  private CompletableFuture<Reply> raw(Call call, RetryPolicy policy) {
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    attempt(call, policy, 0, answer);
    return answer;
  }

  private void attempt(
      Call call, RetryPolicy policy, int attempt, CompletableFuture<Reply> answer) {
    if (answer.isDone()) {
      return;
    }
    boolean last = attempt + 1 >= policy.attempts();
    var unused =
        transport
            .send(call)
            .orTimeout(policy.timeout().toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (reply, failure) -> {
                  if (failure != null) {
                    Throwable cause = Futures.cause(failure);
                    boolean passing =
                        cause instanceof IOException || cause instanceof TimeoutException;
                    if (last || !passing) {
                      answer.completeExceptionally(Refusal.unreachable(call, server(), cause));
                    } else {
                      again(call, policy, attempt, Optional.empty(), answer);
                    }
                  } else if (last || !RetryPolicy.passes(call, reply.status())) {
                    answer.complete(reply);
                  } else {
                    again(call, policy, attempt, reply.retryAfter(), answer);
                  }
                });
  }

  private void again(
      Call call,
      RetryPolicy policy,
      int attempt,
      Optional<Duration> asked,
      CompletableFuture<Reply> answer) {
    CompletableFuture.delayedExecutor(
            policy.pause(attempt, asked).toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> attempt(call, policy, attempt + 1, answer));
  }

  static JsonNode success(Call call, Reply reply) {
    if (!reply.isSuccess()) {
      throw Refusal.of(call, reply);
    }
    try {
      return Json.read(reply.body());
    } catch (JacksonException notJson) {
      throw new KubernetesApiException(
          call + ": the answer is not JSON; check that the address is a Kubernetes API server",
          call,
          reply.status(),
          "");
    }
  }

  Target target(Kind kind, String name) {
    return new Target(
        name.isEmpty() ? kind.plural() : kind.name(), name, kind.namespaced() ? namespace : "");
  }

  private String path(Kind kind, String name) {
    return kind.path(namespace) + "/" + name;
  }

  private static String query(String start, Map<String, String> labels) {
    if (labels.isEmpty()) {
      return "";
    }
    List<String> terms =
        labels.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).sorted().toList();
    return start + "labelSelector=" + encode(String.join(",", terms));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
