package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.credential.Password;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.Plan;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.RotationOptions;
import io.pgcluster.runtime.RotationReport;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A cluster that keeps passwords as md5 comes to keep SCRAM verifiers while clients log in. */
class ScramMigrationE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("scram");

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String VERIFIERS =
      "SELECT count(*) FILTER (WHERE rolpassword LIKE 'md5%') || ' md5, '"
          + " || count(*) FILTER (WHERE rolpassword LIKE 'SCRAM%') || ' SCRAM' FROM pg_authid";

  /** Logs in again and again by one route. */
  private static final class Logins implements AutoCloseable {
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final AtomicInteger done = new AtomicInteger();
    private final Thread thread;

    Logins(ConnectionInfo info) {
      thread =
          new Thread(
              () -> {
                while (going.get()) {
                  try {
                    Sql.run(info, "SELECT 1");
                    done.incrementAndGet();
                  } catch (SQLException e) {
                    failures.add(info.route() + ": " + e.getMessage());
                  }
                }
              });
      thread.start();
    }

    @Override
    public void close() {
      going.set(false);
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static PgClusterBuilder described(PasswordEncryption encryption) {
    return Specs.small("orders")
        .postgres(p -> p.passwordEncryption(encryption))
        .router(r -> r.pods(2));
  }

  /** The page of 2018 works here too, is seen, and can be adopted. */
  private static void byHand(
      KubernetesPgClusters clusters, RunningPgCluster running, PgCluster described)
      throws Exception {
    Password word = Password.of("by hand");
    PageOf2018.change(NAMESPACE, running, "app", word.reveal());
    ConnectionInfo known = running.connection(Route.ROUTED, "app");
    ConnectionInfo changed =
        new ConnectionInfo(
            known.route(),
            known.addresses(),
            known.routedBy(),
            known.database(),
            known.role(),
            word);
    assertThat(Sql.value(changed, "SELECT 1")).isEqualTo("1");
    Plan drift = clusters.plan(described);
    System.out.println(drift.render());
    assertThat(drift.render())
        .contains("Role app", "password: changed", "Secret orders-router", "pool_passwd: changed")
        .doesNotContain(word.reveal());

    RotationReport report =
        running.rotatePassword("app", RotationOptions.STANDARD.to(word), ProgressListener.NONE);

    assertThat(report.ok()).as(report.render()).isTrue();
    assertThat(running.connection(Route.ROUTED, "app").password()).isEqualTo(word);
    Plan left = clusters.plan(described);
    System.out.println(left.render());
    clusters.apply(left, Impact.RELOAD).await(PATIENCE).close();
    assertThat(clusters.plan(described).render()).contains("nothing to change");
  }

  @Test
  void no_login_fails() throws Exception {
    KubernetesPgClusters clusters = NAMESPACE.clusters();
    PgCluster md5 = described(PasswordEncryption.MD5).build();
    PgCluster scram = described(PasswordEncryption.SCRAM_SHA_256).build();
    List<Logins> loops = new ArrayList<>();
    try (RunningPgCluster running = clusters.apply(md5).await(PATIENCE)) {
      ConnectionInfo superuser = running.connection(Route.PRIMARY, "postgres");
      assertThat(Sql.value(superuser, VERIFIERS)).isEqualTo("4 md5, 0 SCRAM");
      byHand(clusters, running, md5);
      for (Route route : Route.values()) {
        loops.add(new Logins(running.connection(route, "app")));
      }
      Plan plan = clusters.plan(scram);
      assertThat(plan.render()).contains("~ Password app", "~ Password postgres");
      assertThat(plan.impact()).as(plan.render()).isEqualTo(Impact.RELOAD);

      clusters.apply(plan, Impact.RELOAD).await(PATIENCE).close();

      for (Logins loop : loops) {
        int before = loop.done.get();
        Wait.until("logins go on", PATIENCE, () -> loop.done.get() > before);
        loop.close();
        System.out.printf("%d logins, failed: %s%n", loop.done.get(), loop.failures);
      }
      assertThat(loops).allSatisfy(loop -> assertThat(loop.failures).isEmpty());
      assertThat(Sql.value(superuser, VERIFIERS)).isEqualTo("0 md5, 4 SCRAM");
    } finally {
      loops.forEach(Logins::close);
    }
    assertThat(clusters.plan(scram).render()).contains("nothing to change");
    try (RunningPgCluster found = clusters.find("orders").orElseThrow()) {
      Proof.assertProven(found);
      assertThat(found.rotatePassword("app").ok()).isTrue();
    }
  }
}
