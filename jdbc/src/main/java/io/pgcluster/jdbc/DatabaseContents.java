package io.pgcluster.jdbc;

import io.pgcluster.config.SqlText;
import io.pgcluster.runtime.FieldChange;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.Grant;
import io.pgcluster.spec.Publication;
import io.pgcluster.topology.SetupSql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a database that is there lacks of its extensions, grants and publications. */
final class DatabaseContents {
  /**
   * Whether something of a grant is missing: the schema, its use, a right on a table or sequence of
   * it, or the same for tables that come later.
   */
  private static final String LACKS =
      """
      SELECT CASE WHEN NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = s.grantee) THEN true
        ELSE NOT EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = s.name
            AND has_schema_privilege(s.grantee, n.oid, 'USAGE'))
        OR EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN unnest(s.rights) AS wanted(privilege)
            WHERE n.nspname = s.name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
            AND NOT has_table_privilege(s.grantee, c.oid, wanted.privilege))
        OR EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = s.name AND CASE WHEN c.relkind = 'S'
            THEN NOT has_sequence_privilege(s.grantee, c.oid, 'SELECT') ELSE false END)
        OR EXISTS (SELECT FROM unnest(s.rights) AS wanted(privilege) WHERE NOT EXISTS (
            SELECT FROM pg_default_acl d JOIN pg_namespace n ON n.oid = d.defaclnamespace
            CROSS JOIN aclexplode(d.defaclacl) AS a
            WHERE n.nspname = s.name AND d.defaclobjtype = 'r'
            AND pg_get_userbyid(d.defaclrole) = s.owner AND a.privilege_type = wanted.privilege
            AND pg_get_userbyid(a.grantee) = s.grantee)) END
      FROM (SELECT ?::name AS name, ?::name AS grantee, ?::name AS owner, ?::text[] AS rights) s
      """;

  private static final String PUBLISHED =
      """
      SELECT p.puballtables, t.tablename IS NOT NULL AS has,
        quote_ident(t.schemaname) || '.' || quote_ident(t.tablename) AS published
      FROM pg_publication p LEFT JOIN pg_publication_tables t ON t.pubname = p.pubname
      WHERE p.pubname = ?
      """;

  private static final String TABLE =
      """
      SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.oid = to_regclass(?) AND c.relkind IN ('r', 'p')
      """;

  private final Database database;
  private final Session session;

  DatabaseContents(Database database, Session session) {
    this.database = database;
    this.session = session;
  }

  static FieldChange added(Grant grant) {
    return FieldChange.added(
        "grants",
        "%s %s in %s"
            .formatted(
                grant.role(), grant.access().name().toLowerCase(Locale.ROOT), grant.schemaName()));
  }

  /** Adds what is to be told, and what is to be done. */
  void lacking(List<FieldChange> fields, List<String> statements)
      throws SQLException, InterruptedException {
    extensions(fields, statements);
    for (Grant grant : database.grants()) {
      if (lacks(grant)) {
        fields.add(added(grant));
        statements.addAll(SetupSql.grant(grant, database.owner()));
      }
    }
    for (Publication publication : database.publications()) {
      publication(publication, fields, statements);
    }
  }

  private void extensions(List<FieldChange> fields, List<String> statements)
      throws SQLException, InterruptedException {
    if (database.extensions().isEmpty()) {
      return;
    }
    List<String> lacking = new ArrayList<>(database.extensions());
    lacking.removeAll(session.query("SELECT extname FROM pg_extension", row -> row.getString(1)));
    for (String name : lacking) {
      fields.add(FieldChange.added("extensions", name));
      statements.add(
          "CREATE EXTENSION IF NOT EXISTS %s CASCADE".formatted(SqlText.identifier(name)));
    }
  }

  private boolean lacks(Grant grant) throws SQLException, InterruptedException {
    List<String> rights =
        grant.access() == Grant.Access.WRITE
            ? List.of("SELECT", "INSERT", "UPDATE", "DELETE")
            : List.of("SELECT");
    return session.one(
        LACKS,
        row -> row.getBoolean(1),
        grant.schemaName(),
        grant.role(),
        database.owner().orElse(""),
        session.textArray(rights));
  }

  private record Published(boolean all, boolean has, String table) {}

  private void publication(
      Publication publication, List<FieldChange> fields, List<String> statements)
      throws SQLException, InterruptedException {
    List<Published> there =
        session.query(
            PUBLISHED,
            row ->
                new Published(
                    row.getBoolean(1), row.getBoolean(2), String.valueOf(row.getString(3))),
            publication.name());
    List<String> wanted = tables(publication);
    String name = SqlText.identifier(publication.name());
    boolean all = publication.tables().isEmpty();
    if (there.isEmpty()) {
      fields.add(FieldChange.added("publications", publication.name()));
      statements.add(SetupSql.publication(publication, wanted));
    } else if (there.get(0).all() != all) {
      // PostgreSQL cannot change this of a publication that is there.
      fields.add(FieldChange.of("publications." + publication.name(), tables(!all), tables(all)));
      statements.add("DROP PUBLICATION " + name);
      statements.add(SetupSql.publication(publication, wanted));
    } else if (!all) {
      Set<String> has =
          there.stream()
              .filter(Published::has)
              .map(Published::table)
              .collect(Collectors.toCollection(TreeSet::new));
      alter(name, publication, has, new TreeSet<>(wanted), fields, statements);
    }
  }

  private static String tables(boolean all) {
    return all ? "all tables" : "some tables";
  }

  private static void alter(
      String name,
      Publication publication,
      Set<String> has,
      Set<String> wanted,
      List<FieldChange> fields,
      List<String> statements) {
    String field = "publications." + publication.name();
    List<String> more = wanted.stream().filter(t -> !has.contains(t)).toList();
    List<String> less = has.stream().filter(t -> !wanted.contains(t)).toList();
    more.forEach(table -> fields.add(FieldChange.added(field, table)));
    less.forEach(table -> fields.add(FieldChange.removed(field, table)));
    if (!more.isEmpty()) {
      statements.add("ALTER PUBLICATION %s ADD TABLE %s".formatted(name, String.join(", ", more)));
    }
    if (!less.isEmpty()) {
      statements.add("ALTER PUBLICATION %s DROP TABLE %s".formatted(name, String.join(", ", less)));
    }
  }

  /** Those of its tables that exist, quoted and with their schemas. */
  private List<String> tables(Publication publication) throws SQLException, InterruptedException {
    List<String> tables = new ArrayList<>();
    for (String table : publication.tables()) {
      String quoted =
          Arrays.stream(table.split("\\.", 2))
              .map(SqlText::identifier)
              .collect(Collectors.joining("."));
      tables.addAll(session.query(TABLE, row -> row.getString(1), quoted));
    }
    return tables;
  }
}
