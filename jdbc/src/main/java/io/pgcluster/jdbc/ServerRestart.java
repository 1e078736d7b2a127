package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Restarts a server in its pod, whose process 1 does that when it is told by SIGUSR1 (common.sh):
 * the pod stays, and with it its address. Sessions end. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class ServerRestart {
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** Between two looks at whether it can still come back. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final String STARTED = "SELECT pg_postmaster_start_time()::text";

  /** In PostgreSQL only a program can send a signal to a process that is no backend. */
  private static final String ASK = "COPY (SELECT 1) TO PROGRAM 'read -r unused; kill -USR1 1'";

  private final OneInstance instance;

  private ServerRestart(OneInstance instance) {
    this.instance = instance;
  }

  /**
   * Of one instance.
   *
   * @param cluster the description
   * @param name the instance's name, for messages
   * @param route what the connector is asked for
   * @param connector leads to that instance, as superuser
   * @return nothing is done yet
   */
  public static ServerRestart of(PgCluster cluster, String name, Route route, Connector connector) {
    return new ServerRestart(new OneInstance(cluster, name, route, connector));
  }

  /**
   * Restarts it, and waits until it answers again.
   *
   * @param timeout how long at most
   * @param hopeless asked each second meanwhile, whether there is nothing to wait for any more
   * @return whether it was restarted and answers
   * @throws PgClusterException when it does not answer at first
   */
  public boolean run(Duration timeout, BooleanSupplier hopeless) {
    return after(this::ask, timeout, hopeless);
  }

  private void ask() {
    try {
      boolean unused =
          instance.ask(
              ANSWER,
              session -> {
                session.run(ASK);
                return true;
              });
    } catch (PgClusterException e) {
      // The answer may be lost with the server that gave it.
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
    }
  }

  /**
   * Has it restarted by something else, and waits until it answers again.
   *
   * @param change what has it restarted
   * @param timeout how long at most
   * @param hopeless asked each second meanwhile, whether there is nothing to wait for any more
   * @return whether it was restarted and answers
   * @throws PgClusterException when it does not answer at first
   */
  public boolean after(Runnable change, Duration timeout, BooleanSupplier hopeless) {
    String before = instance.ask(ANSWER, ServerRestart::started);
    change.run();
    Deadline deadline = Deadline.in(timeout);
    while (!deadline.passed()) {
      if (instance.await(LOOK, session -> !started(session).equals(before)).isEmpty()) {
        return true;
      }
      if (hopeless.getAsBoolean()) {
        return false;
      }
    }
    return false;
  }

  private static String started(Session session) throws SQLException, InterruptedException {
    return session.one(STARTED, row -> row.getString(1));
  }
}
