package io.pgcluster.jdbc;

import io.pgcluster.runtime.FieldChange;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.VerifyReport.Subject;
import io.pgcluster.spec.AccessSettings;
import io.pgcluster.spec.Database;
import io.pgcluster.topology.SetupSql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Compares the databases there are with the described ones. */
final class DatabaseProof {
  private static final String SQL =
      """
      SELECT d.datname, r.rolname FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba
      WHERE d.datname::text = ANY (?)
      """;

  private final AccessSettings access;
  private final Connector connector;
  private final Deadline deadline;

  DatabaseProof(AccessSettings access, Connector connector, Deadline deadline) {
    this.access = access;
    this.connector = connector;
    this.deadline = deadline;
  }

  private record Found(String name, String owner) {}

  void run(Session superuser, Findings findings) throws SQLException, InterruptedException {
    List<String> names = access.databases().stream().map(Database::name).toList();
    Map<String, String> owners =
        superuser
            .query(
                SQL,
                row -> new Found(row.getString(1), row.getString(2)),
                superuser.textArray(names))
            .stream()
            .collect(Collectors.toMap(Found::name, Found::owner));
    List<String> wrong = new ArrayList<>();
    for (Database database : access.databases()) {
      String owner = owners.get(database.name());
      String described = database.owner().orElse(access.superuser().name());
      if (owner == null) {
        wrong.add(database.name() + " is missing");
        continue;
      }
      if (!owner.equals(described)) {
        wrong.add("%s belongs to %s, not to %s".formatted(database.name(), owner, described));
      }
      if (!SetupSql.inside(database).isEmpty()) {
        inside(database, wrong);
      }
    }
    findings.record(
        Subject.DATABASES,
        wrong.isEmpty(),
        wrong.isEmpty() ? names.size() + " as described" : String.join("; ", wrong));
  }

  /** Each database has its own list of what is in it. */
  private void inside(Database database, List<String> wrong)
      throws SQLException, InterruptedException {
    Session.Target target =
        new Session.Target(Route.PRIMARY, access.superuser().name(), database.name());
    List<FieldChange> lacking = new ArrayList<>();
    try (Session session = Session.open(connector, target, deadline)) {
      new DatabaseContents(database, session).lacking(lacking, new ArrayList<>());
    }
    for (FieldChange field : lacking) {
      wrong.add(
          "%s lacks %s %s"
              .formatted(
                  database.name(),
                  field.path(),
                  field.after().orElseGet(() -> field.before().orElse(""))));
    }
  }
}
