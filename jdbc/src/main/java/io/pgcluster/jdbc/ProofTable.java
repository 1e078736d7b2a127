package io.pgcluster.jdbc;

import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table a proof writes to, in a schema of its own, so that it needs no schema {@code public}.
 *
 * <p>As long as a proof runs, its superuser session holds an advisory lock whose key is the number
 * in the schema's name. A schema whose lock is free was left by a run that was killed.
 */
final class ProofTable {
  private static final String PREFIX = "pgcluster_proof_";
  private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9a-f]{16})");

  private final long key;
  private final String schema;

  ProofTable(long key) {
    this.key = key;
    this.schema = PREFIX + "%016x".formatted(key);
  }

  String schema() {
    return schema;
  }

  /** Its name needs no quotes: letters, digits and underscores alone. */
  String name() {
    return schema + ".written";
  }

  String createSql() {
    return "CREATE SCHEMA %s CREATE TABLE written (id int PRIMARY KEY, value text NOT NULL)"
        .formatted(schema);
  }

  /** For the proof's superuser: it waits neither for locks nor for a synchronous standby. */
  static void waitForNobody(Session superuser) throws SQLException, InterruptedException {
    superuser.run("SET lock_timeout = '3s'");
    superuser.run("SET synchronous_commit = local");
  }

  void reserve(Session superuser) throws SQLException, InterruptedException {
    if (!lock(superuser)) {
      throw new SQLException("the advisory lock %d is taken; verify again".formatted(key));
    }
  }

  private boolean lock(Session superuser) throws SQLException, InterruptedException {
    return superuser.one("SELECT pg_try_advisory_lock(?)", row -> row.getBoolean(1), key);
  }

  private void unlock(Session superuser) throws SQLException, InterruptedException {
    superuser.one("SELECT pg_advisory_unlock(?)", row -> row.getBoolean(1), key);
  }

  /** Drops it, if it is there. Nothing else goes with it: a schema that holds more is kept. */
  void drop(Session superuser) throws SQLException, InterruptedException {
    superuser.run("DROP TABLE IF EXISTS " + name());
    superuser.run("DROP SCHEMA IF EXISTS " + schema);
  }

  /**
   * Drops what killed runs left in this database.
   *
   * @return how many
   */
  static int dropLeftovers(Session superuser) throws SQLException, InterruptedException {
    List<String> names =
        superuser.query(
            "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, ?) ORDER BY nspname",
            row -> row.getString(1),
            PREFIX);
    int dropped = 0;
    for (String name : names) {
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches()) {
        ProofTable left = new ProofTable(Long.parseUnsignedLong(matcher.group(1), 16));
        if (left.lock(superuser)) {
          try {
            left.drop(superuser);
            dropped++;
          } finally {
            left.unlock(superuser);
          }
        }
      }
    }
    return dropped;
  }
}
