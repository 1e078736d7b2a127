package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import io.pgcluster.credential.Password;
import io.pgcluster.jdbc.Connections;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.topology.SetupSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Runs what a new cluster is given in SQL, on a server that is there for this alone. */
final class SetupRun {
  private final PgCluster cluster;
  private final ClusterSecrets secrets;
  private final int port;

  SetupRun(PgCluster cluster, ClusterSecrets secrets, int port) {
    this.cluster = cluster;
    this.secrets = secrets;
    this.port = port;
  }

  /**
   * All of it.
   *
   * @param first the superuser's password until its own is set
   * @param log the end of the server's log, for messages
   */
  void run(Password first, Supplier<String> log) {
    String superuser = cluster.access().superuser().name();
    Map<String, String> verifiers = new TreeMap<>();
    secrets.roles().forEach((role, secret) -> verifiers.put(role, secret.verifier()));
    try (Connection connection = connect("postgres", first)) {
      // From here on a statement's text may hold a verifier: no message quotes one.
      for (String sql : SetupSql.roles(cluster, verifiers)) {
        execute(connection, sql, "roles and databases");
      }
    } catch (SQLException e) {
      throw failed("the server does not answer", e, log);
    }
    Password own = secrets.role(superuser).password();
    for (Database database : cluster.access().databases()) {
      extensions(database, own, log);
    }
    try (Connection connection = connect("postgres", own)) {
      SetupScript.run(connection, cluster.access().setupSql());
      slots(connection);
    } catch (SQLException e) {
      throw failed("the last step", e, log);
    }
  }

  private void extensions(Database database, Password own, Supplier<String> log) {
    List<String> statements = SetupSql.inside(database);
    if (statements.isEmpty()) {
      return;
    }
    try (Connection connection = connect(database.name(), own);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw failed("extensions of database " + database.name(), e, log);
    }
  }

  private void slots(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // Standbys ask for the whole segment in which they begin: let there be little in it.
      statement.execute("SELECT pg_switch_wal()");
      statement.execute("CHECKPOINT");
      for (int i = 0; i <= cluster.standbys().count(); i++) {
        // All but the first primary's: it needs one only when it has become a standby.
        if (i > 0) {
          statement.execute(
              "SELECT pg_create_physical_replication_slot('%s', true)"
                  .formatted(ClusterState.slot(i)));
        }
      }
    }
  }

  private static void execute(Connection connection, String sql, String what) {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    } catch (SQLException e) {
      String words = sql.replaceAll("(?s) PASSWORD .*", "");
      throw new PgClusterException(
          "%s: %s failed with SQLSTATE %s".formatted(what, words, e.getSQLState()));
    }
  }

  private PgClusterException failed(String what, SQLException e, Supplier<String> log) {
    return new PgClusterException(
        "cluster %s: %s: %s%s".formatted(cluster.name(), what, e.getMessage(), log.get()), e);
  }

  private Connection connect(String database, Password password) throws SQLException {
    return Connections.open(
        new ConnectionInfo(
            Route.PRIMARY,
            InstanceConfiguration.ADDRESS,
            port,
            database,
            cluster.access().superuser().name(),
            password));
  }
}
