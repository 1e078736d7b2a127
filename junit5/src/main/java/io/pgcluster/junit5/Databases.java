package io.pgcluster.junit5;

import io.pgcluster.PgClusterException;
import io.pgcluster.config.SqlText;
import io.pgcluster.jdbc.Connections;
import io.pgcluster.jdbc.PgDataSources;
import io.pgcluster.runtime.ClusterStatus.Component;
import io.pgcluster.runtime.ClusterStatus.Member;
import io.pgcluster.runtime.Lsn;
import io.pgcluster.runtime.PgFaults;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Makes and drops a cluster's databases, as superuser by one connection. Thread-safe. */
final class Databases implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Since this version a copy can be written to the log block by block, without checkpoints. */
  private static final int WITH_STRATEGY = 15;

  private final RunningPgCluster running;
  private final PgCluster spec;
  private final AtomicInteger number = new AtomicInteger();
  private @Nullable Connection admin;

  Databases(RunningPgCluster running) {
    this.running = running;
    this.spec = running.spec();
  }

  static String role(PgCluster spec) {
    return spec.access().roles().isEmpty()
        ? spec.access().superuser().name()
        : spec.access().roles().get(0).name();
  }

  /** A database from which others are cloned, migrated; nobody can connect to it any more. */
  String template(DatabaseMigration migration) {
    String name = "template_" + number.incrementAndGet();
    boolean own = !spec.access().databases().isEmpty();
    create(name, own ? spec.defaultDatabase() : "template1");
    try {
      migration.migrate(PgDataSources.of(running::connection, Route.PRIMARY, role(spec), name));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PgClusterException("migration of the template was interrupted", e);
    } catch (Exception e) {
      drop(name);
      throw new PgClusterException(
          "migration %s of cluster %s failed: %s"
              .formatted(migration.getClass().getName(), spec.name(), e.getMessage()),
          e);
    }
    run(
        "the template's migration is done",
        "ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(SqlText.identifier(name)),
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '%s'"
            .formatted(name));
    return name;
  }

  /** A fresh database; the standbys have it. */
  String clone(String template) {
    String name = "t_" + number.incrementAndGet();
    create(name, template);
    awaitStandbys(name);
    return name;
  }

  private void create(String name, String template) {
    String strategy = spec.postgres().version() >= WITH_STRATEGY ? " STRATEGY wal_log" : "";
    run(
        "database %s cannot be made".formatted(name),
        "CREATE DATABASE %s OWNER %s TEMPLATE %s%s"
            .formatted(
                SqlText.identifier(name),
                SqlText.identifier(role(spec)),
                SqlText.identifier(template),
                strategy));
  }

  private void awaitStandbys(String name) {
    if (spec.standbys().count() == 0) {
      return;
    }
    List<String> standbys =
        running.status().members().stream()
            .filter(member -> member.component() == Component.STANDBY && member.ready())
            .map(Member::name)
            .toList();
    PgFaults log = running.faults();
    Lsn made = log.position();
    for (String standby : standbys) {
      try {
        log.awaitReplay(standby, made, PATIENCE);
      } catch (PgClusterException e) {
        throw new PgClusterException(
            "database %s is not on standby %s (%s); did an earlier test leave a fault, such as a paused replay? Tests with faults want clusters = PER_CLASS"
                .formatted(name, standby, e.getMessage()),
            e);
      }
    }
  }

  /** Ends its sessions and drops it. */
  void drop(String name) {
    run(
        "database %s cannot be dropped".formatted(name),
        "DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(SqlText.identifier(name)));
  }

  private synchronized void run(String what, String... statements) {
    try (Statement statement = admin().createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new PgClusterException(
          "cluster %s: %s: %s".formatted(spec.name(), what, e.getMessage()), e);
    }
  }

  /** Anew when a test restarted or changed the primary. */
  private Connection admin() throws SQLException {
    Connection known = admin;
    if (known != null && known.isValid(5)) {
      return known;
    }
    if (known != null) {
      known.close();
    }
    Connection opened =
        Connections.open(
            running.connection(Route.PRIMARY, spec.access().superuser().name(), "postgres"));
    admin = opened;
    return opened;
  }

  @Override
  public synchronized void close() {
    Connection known = admin;
    admin = null;
    if (known != null) {
      try {
        known.close();
      } catch (SQLException e) {
        throw new PgClusterException(
            "cluster %s: its connection cannot be closed".formatted(spec.name()), e);
      }
    }
  }
}
