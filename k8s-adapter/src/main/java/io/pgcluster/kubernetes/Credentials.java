package io.pgcluster.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.pgcluster.PgClusterException;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.ObjectNames;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The Secret that keeps a cluster's passwords, as it is in Kubernetes. */
final class Credentials {
  private Credentials() {}

  static ClusterSecrets read(JsonNode secret) {
    Map<String, String> data = new HashMap<>();
    secret
        .path("data")
        .properties()
        .forEach(entry -> data.put(entry.getKey(), entry.getValue().asString("")));
    Secret typed =
        new SecretBuilder()
            .withNewMetadata()
            .withName(Json.name(secret))
            .endMetadata()
            .withData(data)
            .build();
    return ClusterSecrets.fromSecret(typed);
  }

  /** The passwords of a cluster that was applied. */
  static ClusterSecrets of(KubeApi api, String cluster) {
    String name = new ObjectNames(cluster).credentials();
    return Futures.get(api.get(Kind.SECRET, name))
        .map(Credentials::read)
        .orElseThrow(
            () ->
                new PgClusterException(
                    "Secret %s in namespace %s: does not exist, so the passwords of cluster %s are not known; restore it"
                        .formatted(name, api.namespace(), cluster)));
  }
}
