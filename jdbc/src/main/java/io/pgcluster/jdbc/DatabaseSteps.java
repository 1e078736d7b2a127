package io.pgcluster.jdbc;

import io.pgcluster.config.SqlText;
import io.pgcluster.runtime.FieldChange;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.PlannedChange;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.AccessSettings;
import io.pgcluster.spec.Database;
import io.pgcluster.topology.SetupSql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the described databases lack. */
final class DatabaseSteps {
  private static final String SQL =
      """
      SELECT d.datname, r.rolname FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba
      WHERE d.datname::text = ANY (?)
      """;

  private final AccessSettings access;
  private final Connector connector;
  private final Deadline deadline;

  DatabaseSteps(AccessSettings access, Connector connector, Deadline deadline) {
    this.access = access;
    this.connector = connector;
    this.deadline = deadline;
  }

  /** Statements that belong together, and the database to run them in. */
  record Missing(PlannedChange change, String in, List<String> statements) {}

  private record Found(String name, String owner) {}

  List<Missing> missing(Session superuser) throws SQLException, InterruptedException {
    List<String> names = access.databases().stream().map(Database::name).toList();
    Map<String, String> owners =
        superuser
            .query(
                SQL,
                row -> new Found(row.getString(1), row.getString(2)),
                superuser.textArray(names))
            .stream()
            .collect(Collectors.toMap(Found::name, Found::owner));
    List<Missing> missing = new ArrayList<>();
    for (Database database : access.databases()) {
      String owner = owners.get(database.name());
      String wanted = database.owner().orElse(access.superuser().name());
      String name = SqlText.identifier(database.name());
      String by = SqlText.identifier(wanted);
      if (owner == null) {
        missing.add(
            new Missing(
                change(PlannedChange.Kind.ADD, database, List.of()),
                "postgres",
                List.of("CREATE DATABASE %s OWNER %s".formatted(name, by))));
      } else if (!owner.equals(wanted)) {
        missing.add(
            new Missing(
                change(
                    PlannedChange.Kind.CHANGE,
                    database,
                    List.of(FieldChange.of("owner", owner, wanted))),
                "postgres",
                List.of("ALTER DATABASE %s OWNER TO %s".formatted(name, by))));
      }
      inside(database, owner != null, missing);
    }
    return missing;
  }

  /** Each database has its own list of what is in it. */
  private void inside(Database database, boolean there, List<Missing> missing)
      throws SQLException, InterruptedException {
    if (SetupSql.inside(database).isEmpty()) {
      return;
    }
    List<FieldChange> fields = new ArrayList<>();
    List<String> statements = new ArrayList<>();
    if (there) {
      Session.Target target =
          new Session.Target(Route.PRIMARY, access.superuser().name(), database.name());
      try (Session session = Session.open(connector, target, deadline)) {
        new DatabaseContents(database, session).lacking(fields, statements);
      }
    } else {
      database.extensions().forEach(e -> fields.add(FieldChange.added("extensions", e)));
      database.grants().forEach(g -> fields.add(DatabaseContents.added(g)));
      database.publications().forEach(p -> fields.add(FieldChange.added("publications", p.name())));
      statements.addAll(SetupSql.inside(database));
    }
    if (!statements.isEmpty()) {
      missing.add(
          new Missing(
              change(PlannedChange.Kind.CHANGE, database, fields), database.name(), statements));
    }
  }

  private static PlannedChange change(
      PlannedChange.Kind kind, Database database, List<FieldChange> fields) {
    return new PlannedChange(
        Impact.IN_PLACE, kind, new ObjectId("Database", database.name()), fields, "");
  }
}
