package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.config.SqlText;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.topology.ServerParameters;
import java.time.Duration;

/**
 * Has an instance read its configuration again, and shows which one it has read by the parameter
 * {@link ServerParameters#CONFIGURATION}. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class ConfigurationReload {
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** Each reload is a line in the server's log. */
  private static final Duration AGAIN = Duration.ofMillis(500);

  private static final String IN_FORCE =
      "SELECT coalesce(current_setting(%s, true), '')"
          .formatted(SqlText.literal(ServerParameters.CONFIGURATION));
  private static final String RELOAD = "SELECT pg_reload_conf()";

  private final OneInstance instance;

  private ConfigurationReload(OneInstance instance) {
    this.instance = instance;
  }

  /**
   * Of one instance.
   *
   * @param cluster the description
   * @param name the instance's name, for messages
   * @param route what the connector is asked for
   * @param connector leads to that instance, as superuser
   * @return what can be asked and done
   */
  public static ConfigurationReload of(
      PgCluster cluster, String name, Route route, Connector connector) {
    return new ConfigurationReload(new OneInstance(cluster, name, route, connector));
  }

  /**
   * Which configuration it has read.
   *
   * @return the value of the parameter; empty when it has none
   * @throws PgClusterException when it does not answer
   */
  public String inForce() {
    return instance.ask(ANSWER, session -> session.one(IN_FORCE, row -> row.getString(1)));
  }

  /**
   * Has it read its files until it has read those.
   *
   * @param fingerprint the value that the files give the parameter
   * @param timeout how long at most: files of pods become others in their own time
   * @throws PgClusterException when it has not in time
   */
  public void await(String fingerprint, Duration timeout) {
    Deadline deadline = Deadline.in(timeout);
    String trouble = "it still has another one";
    try {
      // In a session of its own each time: it begins with what the postmaster has read. A session
      // that is there reads the files by itself, perhaps later ones.
      while (!deadline.passed()) {
        try {
          if (inForce().equals(fingerprint)) {
            return;
          }
          boolean unused = instance.ask(ANSWER, session -> session.one(RELOAD, row -> true));
        } catch (PgClusterException e) {
          trouble = String.valueOf(e.getMessage());
        }
        deadline.pause(AGAIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PgClusterException(instance.text("interrupted while it read its configuration"), e);
    }
    throw new PgClusterException(
        instance.text(
            "has not read its new configuration within %d s (%s); see its log, and apply again"
                .formatted(timeout.toSeconds(), trouble)));
  }
}
