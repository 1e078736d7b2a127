package io.pgcluster.jdbc;

import io.pgcluster.runtime.VerifyReport.Subject;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Writes in a transaction, and reads what it wrote before it commits. */
final class WriteProof {
  private final ProofTable table;
  private final String value;
  private final Instance primary;

  /**
   * A proof to be made.
   *
   * @param table where to write; made here
   * @param value what to write; letters and digits
   * @param primary the instance that should take it
   */
  WriteProof(ProofTable table, String value, Instance primary) {
    this.table = table;
    this.value = value;
    this.primary = primary;
  }

  private record Answer(Instance instance, String value) {
    static Answer read(ResultSet row) throws SQLException {
      return new Answer(Instance.read(row), row.getString("value"));
    }
  }

  /**
   * Records both subjects.
   *
   * @return whether the row is committed
   */
  boolean run(Session application, Findings findings) throws InterruptedException {
    Answer written;
    Answer read;
    try {
      application.run(table.createSql());
      application.begin();
      written =
          application.one(
              "INSERT INTO %s VALUES (1, '%s') RETURNING value, %s"
                  .formatted(table.name(), value, Instance.COLUMNS),
              Answer::read);
      read =
          application.one(
              "SELECT value, %s FROM %s WHERE id = 1".formatted(Instance.COLUMNS, table.name()),
              Answer::read);
      application.commit();
    } catch (SQLException e) {
      findings.record(Subject.WRITE, false, Failures.text(e));
      findings.record(Subject.READ_AFTER_WRITE, false, "the transaction failed, see the write");
      return false;
    }
    record(findings, written, read);
    return true;
  }

  private void record(Findings findings, Answer written, Answer read) {
    Instance wrote = written.instance();
    findings.primary(wrote.address());
    boolean onPrimary = isPrimary(wrote);
    findings.record(
        Subject.WRITE, onPrimary, "written on " + wrote + (onPrimary ? "" : ", not on " + primary));
    boolean same = read.value().equals(value);
    findings.record(
        Subject.READ_AFTER_WRITE,
        same && isPrimary(read.instance()),
        "%s the written row on %s".formatted(same ? "read" : "did not read", read.instance()));
  }

  private boolean isPrimary(Instance instance) {
    return !instance.standby() && instance.isSameAs(primary);
  }
}
