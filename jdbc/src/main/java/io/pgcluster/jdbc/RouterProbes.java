package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.credential.Password;
import io.pgcluster.jdbc.Logins.Answer;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.spec.PgCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sees when routers take a new password although nobody can log in behind them: pgpool answers a
 * wrong password itself, and at once; with the right one it goes on to PostgreSQL, where new logins
 * wait. So a router that does not refuse in time has changed over.
 */
final class RouterProbes {
  private static final Duration LOGIN = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** Below that a refusal that is merely slow would be taken for none. */
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final int SLOWER = 4;

  private final PgCluster cluster;
  private final RotationPlaces places;
  private final String role;
  private final Password next;
  private final Map<String, Long> refusals = new HashMap<>();

  RouterProbes(PgCluster cluster, RotationPlaces places, String role, Password next) {
    this.cluster = cluster;
    this.places = places;
    this.role = role;
    this.next = next;
  }

  /** How long a refusal takes, from here and now. */
  void measure() {
    for (String router : places.routers()) {
      long since = System.nanoTime();
      Answer unused = Logins.answer(info(router), LOGIN);
      refusals.put(router, Math.max(LEAST_NANOS, SLOWER * (System.nanoTime() - since)));
    }
  }

  private ConnectionInfo info(String router) {
    return places.at(router, role, cluster.defaultDatabase(), next);
  }

  /** Returns when every router has changed over. */
  void await(Deadline deadline) throws InterruptedException {
    for (String router : List.copyOf(refusals.keySet())) {
      while (refuses(router)) {
        if (deadline.passed()) {
          throw new PgClusterException(
              "router %s still refuses the new password; see its log".formatted(router));
        }
        deadline.pause(PAUSE);
      }
    }
  }

  private boolean refuses(String router) throws InterruptedException {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Thread login =
        new Thread(
            () -> answer.complete(Logins.answer(info(router), LOGIN)), "pgcluster-login-" + router);
    login.setDaemon(true);
    login.start();
    try {
      long patience = refusals.getOrDefault(router, LEAST_NANOS);
      return answer.get(patience, TimeUnit.NANOSECONDS) == Answer.REFUSED;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("is never completed so", e);
    }
  }
}
