package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import io.pgcluster.credential.Password;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.manifest.RoleSecret;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** The last lines of containers that crashed, each fetched once, with passwords masked. */
final class CrashLogs {
  static final int LINES = 10;

  private final KubeApi api;
  private final String cluster;
  private final Runnable changed;
  private final Map<String, String> known = new ConcurrentHashMap<>();

  CrashLogs(KubeApi api, String cluster, Runnable changed) {
    this.api = api;
    this.cluster = cluster;
    this.changed = changed;
  }

  /** The lines, if they are here already; if not, they are fetched and a change is told. */
  String lines(JsonNode pod, PodReport.Crash crash) {
    String key = Json.uid(pod) + "/" + crash.container() + "/" + crash.restarts();
    String before = known.putIfAbsent(key, "");
    if (before == null) {
      var unused =
          fetch(Json.name(pod), crash)
              .exceptionally(CrashLogs::reason)
              .thenAccept(
                  text -> {
                    known.put(key, text);
                    changed.run();
                  });
      return "";
    }
    return before;
  }

  private CompletableFuture<String> fetch(String pod, PodReport.Crash crash) {
    var secret = api.get(Kind.SECRET, new ObjectNames(cluster).credentials());
    return api.log(pod, crash.container(), crash.previous(), LINES)
        .thenCombine(
            secret, (text, s) -> s.map(Credentials::read).map(c -> mask(text, c)).orElse(text));
  }

  static String mask(String text, ClusterSecrets secrets) {
    String masked = mask(text, secrets.poolKey());
    for (RoleSecret role : secrets.roles().values()) {
      masked = mask(masked, role.password());
      if (!role.verifier().isEmpty()) {
        masked = masked.replace(role.verifier(), "***");
      }
    }
    return masked.strip();
  }

  private static String mask(String text, Password password) {
    String secret = password.reveal();
    return secret.isEmpty() ? text : text.replace(secret, "***");
  }

  private static String reason(Throwable failure) {
    Throwable cause = Futures.cause(failure);
    return cause instanceof KubernetesApiException e && e.isForbidden()
        ? "(its log cannot be shown: get on pods/log or the cluster's Secret is forbidden)"
        : cause instanceof PgClusterException ? "(its log cannot be read)" : "";
  }
}
