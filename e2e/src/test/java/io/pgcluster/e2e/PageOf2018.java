package io.pgcluster.e2e;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.pgcluster.credential.Password;
import io.pgcluster.credential.PoolPasswd;
import io.pgcluster.credential.PoolPasswdEntry;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;

/** The five steps by which the page of 2018 changes a password, as somebody takes them by hand. */
final class PageOf2018 {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private PageOf2018() {}

  static void change(TestNamespace namespace, RunningPgCluster running, String role, String word)
      throws Exception {
    Sql.run(
        running.connection(Route.PRIMARY, "postgres"),
        "ALTER ROLE %s PASSWORD '%s'".formatted(role, word));
    PoolPasswdEntry line = PoolPasswdEntry.md5(role, Password.of(word)); // what pg_md5 prints
    String name = running.spec().name() + "-router";
    namespace
        .admin()
        .secrets()
        .inNamespace(namespace.name())
        .withName(name)
        .edit(
            secret -> {
              String before = secret.getData().get("pool_passwd");
              String file = new String(Base64.getDecoder().decode(before), StandardCharsets.UTF_8);
              byte[] after =
                  PoolPasswd.parse(file).put(line).render().getBytes(StandardCharsets.UTF_8);
              secret.getData().put("pool_passwd", Base64.getEncoder().encodeToString(after));
              return secret;
            });
    RollableScalableResource<Deployment> router =
        namespace.admin().apps().deployments().inNamespace(namespace.name()).withName(name);
    Deployment rolled = Objects.requireNonNull(router.rolling().restart());
    Wait.until(
        "pgpool is rolled",
        PATIENCE,
        () -> {
          var status = router.get().getStatus();
          int pods = rolled.getSpec().getReplicas();
          return Objects.equals(status.getUpdatedReplicas(), pods)
              && Objects.equals(status.getReplicas(), pods)
              && Objects.equals(status.getReadyReplicas(), pods)
              && status.getObservedGeneration() >= rolled.getMetadata().getGeneration();
        });
  }
}
