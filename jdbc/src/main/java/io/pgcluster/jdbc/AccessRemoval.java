package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.Violation;
import io.pgcluster.config.SqlText;
import io.pgcluster.runtime.OwnedObjects;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.AccessSettings;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.Grant;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Role;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Removes roles and databases from a running cluster, each only when it is asked for. Every step
 * may be repeated, so that a removal that was interrupted is finished by the same call.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class AccessRemoval {
  private static final Duration BOUND = Duration.ofMinutes(2);

  /**
   * Everything that a role owns, in which database or what it is (PostgreSQL manual, pg_shdepend).
   */
  private static final String OWNED =
      """
      SELECT CASE WHEN s.dbid <> 0 THEN count(*) || ' objects in ' || quote_ident(d.datname)
        ELSE string_agg(pg_describe_object(s.classid, s.objid, 0), ', ') END
      FROM pg_shdepend s LEFT JOIN pg_database d ON d.oid = s.dbid
      WHERE s.refclassid = 'pg_authid'::regclass AND s.deptype = 'o'
        AND s.refobjid = (SELECT oid FROM pg_roles WHERE rolname = ?)
      GROUP BY s.dbid, d.datname ORDER BY 1
      """;

  private final PgCluster cluster;
  private final Connector connector;

  private AccessRemoval(PgCluster cluster, Connector connector) {
    this.cluster = cluster;
    this.connector = connector;
  }

  /**
   * From that cluster.
   *
   * @param cluster its description
   * @param connector how to reach it; asked for route PRIMARY as superuser
   * @return nothing is done yet
   */
  public static AccessRemoval of(PgCluster cluster, Connector connector) {
    return new AccessRemoval(cluster, connector);
  }

  /**
   * A description without a role: nobody is a member of it any more, and the heir has its
   * databases.
   *
   * @param cluster the description
   * @param name the role
   * @param owned what becomes of its databases
   * @return the same when it is not described
   */
  public static PgCluster withoutRole(PgCluster cluster, String name, OwnedObjects owned) {
    AccessSettings access = cluster.access();
    PgClusterBuilder builder = cluster.toBuilder().withoutRoles().withoutDatabases();
    for (Role role : access.roles()) {
      if (!role.name().equals(name)) {
        List<String> groups = role.memberOf().stream().filter(g -> !g.equals(name)).toList();
        builder.role(
            new Role(role.name(), role.password(), role.attributes(), groups, role.actsAs()));
      }
    }
    for (Database database : access.databases()) {
      boolean inherited = database.owner().filter(o -> o.equals(name)).isPresent();
      String heir = owned.heir().orElse(name);
      List<Grant> grants =
          database.grants().stream()
              .filter(g -> !g.role().equals(name) && !(inherited && g.role().equals(heir)))
              .toList();
      builder.database(
          new Database(
              database.name(),
              inherited ? Optional.of(heir) : database.owner(),
              database.extensions(),
              grants,
              database.publications()));
    }
    return builder.build();
  }

  /**
   * A description without a database.
   *
   * @param cluster the description
   * @param name the database
   * @return the same when it is not described
   */
  public static PgCluster withoutDatabase(PgCluster cluster, String name) {
    PgClusterBuilder builder = cluster.toBuilder().withoutDatabases();
    cluster.access().databases().stream()
        .filter(database -> !database.name().equals(name))
        .forEach(builder::database);
    return builder.build();
  }

  /**
   * Looks whether a role can be removed. Changes nothing.
   *
   * @param role its name
   * @param owned what becomes of what it owns
   * @throws PgClusterException if the cluster needs it, there is no such role or heir, or it owns
   *     something and that is to be refused
   */
  public void checkRole(String role, OwnedObjects owned) {
    AccessSettings access = cluster.access();
    if (List.of(access.superuser().name(), access.replication().name(), AccessSettings.ROUTER_ROLE)
        .contains(role)) {
      throw refused(role, "the cluster needs it");
    }
    access.roles().stream()
        .filter(r -> r.actsAs().filter(role::equals).isPresent())
        .findFirst()
        .ifPresent(
            login -> {
              throw refused(
                  role,
                  "%s acts as it; remove that first".formatted(Violation.shown(login.name())));
            });
    owned
        .heir()
        .ifPresent(
            heir -> {
              boolean known =
                  heir.equals(access.superuser().name())
                      || access.roles().stream().anyMatch(r -> r.name().equals(heir));
              if (!known || heir.equals(role)) {
                throw refused(
                    role,
                    "the heir %s is no other described role".formatted(Violation.shown(heir)));
              }
            });
    List<String> owns =
        primary()
            .ask(
                BOUND,
                session -> {
                  boolean described = access.roles().stream().anyMatch(r -> r.name().equals(role));
                  if (!described && !exists(session, "pg_roles", "rolname", role)) {
                    throw refused(role, "there is none of that name");
                  }
                  return session.query(OWNED, row -> row.getString(1), role);
                });
    if (owned.heir().isEmpty() && !owns.isEmpty()) {
      throw refused(
          role,
          "it owns %s; say OwnedObjects.reassignTo(…), or drop them first"
              .formatted(String.join(", ", owns)));
    }
  }

  private PgClusterException refused(String role, String why) {
    return new PgClusterException(
        "cluster %s: role %s: is not removed: %s"
            .formatted(cluster.name(), Violation.shown(role), why));
  }

  /**
   * Drops a role. It can log in no more, what it owns goes to the heir, its privileges end, and
   * then it does.
   *
   * @param role its name
   * @param owned what becomes of what it owns
   * @throws PgClusterException if something of it could not be given away
   */
  public void dropRole(String role, OwnedObjects owned) {
    String name = SqlText.identifier(role);
    List<String> databases =
        primary()
            .ask(
                BOUND,
                session -> {
                  if (!exists(session, "pg_roles", "rolname", role)) {
                    return List.of();
                  }
                  session.run("ALTER ROLE " + name + " NOLOGIN");
                  var unused =
                      session.query(
                          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ?",
                          row -> true,
                          role);
                  return session.query(
                      "SELECT datname FROM pg_database WHERE datallowconn ORDER BY 1",
                      row -> row.getString(1));
                });
    for (String database : databases) {
      giveAway(role, owned, database);
    }
    var unused =
        primary()
            .ask(
                BOUND,
                session -> {
                  session.run("DROP ROLE IF EXISTS " + name);
                  return true;
                });
  }

  private void giveAway(String role, OwnedObjects owned, String database) {
    String name = SqlText.identifier(role);
    Session.Target target =
        new Session.Target(Route.PRIMARY, cluster.access().superuser().name(), database);
    try (Session session = Session.open(connector, target, Deadline.in(BOUND))) {
      session.begin();
      if (owned.heir().isPresent()) {
        session.run(
            "REASSIGN OWNED BY %s TO %s".formatted(name, SqlText.identifier(owned.heir().get())));
      } else if (!session.query(OWNED, row -> row.getString(1), role).isEmpty()) {
        throw refused(role, "it owns something by now");
      }
      // Nothing is owned any more: this ends its privileges.
      session.run("DROP OWNED BY " + name);
      session.commit();
    } catch (SQLException e) {
      throw refused(role, "in database %s: %s".formatted(database, Failures.text(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused(role, "interrupted; call it again");
    }
  }

  /**
   * Drops a database with all that is in it, whoever is connected to it.
   *
   * @param database its name
   * @throws PgClusterException if it cannot be dropped
   */
  public void dropDatabase(String database) {
    var unused =
        new OneInstance(cluster, "the primary", Route.PRIMARY, connector)
            .ask(
                BOUND,
                session -> {
                  session.run(
                      "DROP DATABASE IF EXISTS %s WITH (FORCE)"
                          .formatted(SqlText.identifier(database)));
                  return true;
                });
  }

  private static boolean exists(Session session, String table, String column, String name)
      throws SQLException, InterruptedException {
    return !session
        .query("SELECT 1 FROM %s WHERE %s = ?".formatted(table, column), row -> true, name)
        .isEmpty();
  }

  private OneInstance primary() {
    return new OneInstance(cluster, "the primary", Route.PRIMARY, connector);
  }

  @Override
  public String toString() {
    return "AccessRemoval[%s]".formatted(cluster.name());
  }
}
