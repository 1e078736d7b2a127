package io.pgcluster.benchmarks;

import io.pgcluster.credential.Password;
import io.pgcluster.credential.SecretSource;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.RoleSecret;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The secrets of the measured cluster in a file, so that a fresh JVM need not make them: deriving
 * verifiers is slow on purpose, and a chart has them among its values.
 */
final class SecretsFile {
  private SecretsFile() {}

  static ClusterSecrets make(PgCluster cluster) {
    return ClusterSecrets.complete(cluster, Optional.empty(), SecretSource.strong());
  }

  static void write(ClusterSecrets secrets, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(secrets.poolKey().reveal());
    secrets
        .roles()
        .forEach(
            (role, secret) ->
                lines.add(role + "\t" + secret.password().reveal() + "\t" + secret.verifier()));
    Files.write(file, lines);
  }

  static ClusterSecrets read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    TreeMap<String, RoleSecret> roles = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split("\t", -1);
      roles.put(fields[0], new RoleSecret(Password.of(fields[1]), fields[2]));
    }
    return new ClusterSecrets(roles, Password.of(lines.get(0)));
  }
}
