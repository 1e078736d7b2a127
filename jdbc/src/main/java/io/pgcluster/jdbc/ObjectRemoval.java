package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.config.SqlText;
import io.pgcluster.runtime.DatabaseObject;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.topology.SetupSql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Removes an extension, a grant or a publication from a database of a running cluster. Every step
 * may be repeated, so that a removal that was interrupted is finished by the same call.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class ObjectRemoval {
  private static final Duration BOUND = Duration.ofMinutes(2);

  private final PgCluster cluster;
  private final DatabaseObject object;
  private final Connector connector;

  private ObjectRemoval(PgCluster cluster, DatabaseObject object, Connector connector) {
    this.cluster = cluster;
    this.object = object;
    this.connector = connector;
  }

  /**
   * From that cluster.
   *
   * @param cluster its description, with the object or without
   * @param object what is to go
   * @param connector how to reach it; asked for route PRIMARY as superuser
   * @return nothing is done yet
   */
  public static ObjectRemoval of(PgCluster cluster, DatabaseObject object, Connector connector) {
    return new ObjectRemoval(cluster, object, connector);
  }

  /**
   * A description without it.
   *
   * @param cluster the description
   * @param object what is to go
   * @return the same when it is not described
   */
  public static PgCluster without(PgCluster cluster, DatabaseObject object) {
    PgClusterBuilder builder = cluster.toBuilder().withoutDatabases();
    for (Database database : cluster.access().databases()) {
      builder.database(
          database.name().equals(object.database()) ? without(database, object) : database);
    }
    return builder.build();
  }

  private static Database without(Database database, DatabaseObject object) {
    return new Database(
        database.name(),
        database.owner(),
        without(
            database.extensions(),
            name -> object.equals(new DatabaseObject.Extension(database.name(), name))),
        without(
            database.grants(),
            grant -> object.equals(new DatabaseObject.Granted(database.name(), grant))),
        without(
            database.publications(),
            one -> object.equals(new DatabaseObject.Published(database.name(), one.name()))));
  }

  private static <T> List<T> without(List<T> all, Predicate<T> gone) {
    return all.stream().filter(gone.negate()).toList();
  }

  /**
   * Tries whether it can go. Changes nothing.
   *
   * @throws PgClusterException if PostgreSQL refuses it, as there is no such database, or something
   *     else needs it
   */
  public void check() {
    run(false);
  }

  /**
   * Removes it, where it is still there.
   *
   * @throws PgClusterException if PostgreSQL refuses it
   */
  public void run() {
    run(true);
  }

  private void run(boolean commit) {
    Session.Target target =
        new Session.Target(Route.PRIMARY, cluster.access().superuser().name(), object.database());
    try (Session session = Session.open(connector, target, Deadline.in(BOUND))) {
      session.begin();
      for (String statement : statements()) {
        session.run(statement);
      }
      if (commit) {
        session.commit();
      }
    } catch (SQLException e) {
      throw refused(Failures.text(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused("interrupted; call it again");
    }
  }

  private List<String> statements() {
    if (object instanceof DatabaseObject.Extension extension) {
      return List.of("DROP EXTENSION IF EXISTS " + SqlText.identifier(extension.name()));
    }
    if (object instanceof DatabaseObject.Published publication) {
      return List.of("DROP PUBLICATION IF EXISTS " + SqlText.identifier(publication.name()));
    }
    return object instanceof DatabaseObject.Granted granted
        ? SetupSql.revoke(granted.grant(), owner())
        : List.of();
  }

  private Optional<String> owner() {
    return cluster.access().databases().stream()
        .filter(database -> database.name().equals(object.database()))
        .findFirst()
        .flatMap(Database::owner);
  }

  private PgClusterException refused(String why) {
    return new PgClusterException(
        "cluster %s: %s: is not removed: %s".formatted(cluster.name(), object, why));
  }

  @Override
  public String toString() {
    return "ObjectRemoval[%s, %s]".formatted(cluster.name(), object);
  }
}
