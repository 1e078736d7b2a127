package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Does things on one instance as superuser, within bounds, and says whose failures they are.
 *
 * @param cluster the description
 * @param name the instance's name
 * @param route what the connector is asked for
 * @param connector leads to that instance
 */
record OneInstance(PgCluster cluster, String name, Route route, Connector connector) {
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** Something to do. */
  @FunctionalInterface
  interface Work<T> {
    T in(Session session) throws SQLException, InterruptedException;
  }

  /** A condition that the instance is to meet. */
  @FunctionalInterface
  interface Condition {
    boolean holds(Session session) throws SQLException, InterruptedException;
  }

  /** In a session of its own. */
  <T> T ask(Duration bound, Work<T> work) {
    try (Session session = open(Deadline.in(bound))) {
      return work.in(session);
    } catch (SQLException e) {
      throw new PgClusterException(text(Failures.text(e)), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Looks again and again, on new connections while there is none, as an instance that was just
   * restarted refuses them at first.
   *
   * @return why not, when time ran out; empty when it holds
   */
  String await(Duration timeout, Condition condition) {
    Deadline deadline = Deadline.in(timeout);
    String trouble = "";
    try {
      do {
        try (Session session = open(deadline)) {
          while (!condition.holds(session)) {
            if (deadline.passed()) {
              return "not in time";
            }
            deadline.pause(PAUSE);
          }
          return "";
        } catch (SQLException e) {
          trouble = Failures.text(e);
          deadline.pause(PAUSE);
        }
      } while (!deadline.passed());
      return trouble;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private Session open(Deadline deadline) throws SQLException, InterruptedException {
    return Session.open(
        connector,
        new Session.Target(route, cluster.access().superuser().name(), cluster.defaultDatabase()),
        deadline);
  }

  String text(String what) {
    return "cluster %s: %s: %s".formatted(cluster.name(), name, what);
  }

  private PgClusterException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new PgClusterException(text("interrupted while waiting for it"), e);
  }
}
