package io.pgcluster.jdbc;

import io.pgcluster.credential.Password;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.RotationReport.Login;
import io.pgcluster.runtime.RotationReport.Tried;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Tries logins, to see which passwords a place takes. Stateless and thread-safe. */
final class Logins {
  /** So says PostgreSQL. */
  static final String WRONG_PASSWORD = "28P01";

  /** So says pgpool, without an SQLSTATE of its own (pool_auth.c). */
  private static final String BY_PGPOOL = "authentication failed";

  private Logins() {}

  /** What came of a login. */
  enum Answer {
    /** The password is taken. */
    TAKEN,
    /** It is not. */
    REFUSED,
    /** Nothing was said of it: no connection, no answer in time, or refused for another reason. */
    UNKNOWN
  }

  /** An answer, and what was said with it. */
  private record Said(Answer answer, String detail) {}

  /**
   * Tries one.
   *
   * @param info address and credentials
   * @param timeout how long to wait for an answer; rounded up to seconds
   * @return what came of it
   */
  static Answer answer(ConnectionInfo info, Duration timeout) {
    return said(info, timeout).answer();
  }

  private static Said said(ConnectionInfo info, Duration timeout) {
    try (Connection connection = Connections.open(info, timeout, timeout)) {
      return new Said(Answer.TAKEN, connection.isClosed() ? "" : "logs in");
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      String text = Failures.text(e);
      if (state.equals(WRONG_PASSWORD) || text.contains(BY_PGPOOL)) {
        return new Said(Answer.REFUSED, "is refused (SQLSTATE %s)".formatted(state));
      }
      // What is checked behind the password: the database, the right to connect to it.
      boolean behind = state.startsWith("3D") || state.startsWith("42");
      return new Said(behind ? Answer.TAKEN : Answer.UNKNOWN, text);
    }
  }

  /**
   * Tries one for a report.
   *
   * @param where the place's name
   * @param info its address, with the role's name
   * @param tried which password it is
   * @param password the password
   * @param timeout how long to wait for an answer; rounded up to seconds
   * @return whether the new one is taken, or the former one refused. A place that refuses the role
   *     for another reason, such as its HBA rules, refuses it as before, which is right too
   */
  static Login login(
      String where, ConnectionInfo info, Tried tried, Password password, Duration timeout) {
    ConnectionInfo with =
        new ConnectionInfo(
            info.route(),
            info.addresses(),
            info.routedBy(),
            info.database(),
            info.role(),
            password);
    Said said = said(with, timeout);
    Answer wanted = tried == Tried.FORMER ? Answer.REFUSED : Answer.TAKEN;
    boolean excluded =
        said.answer() == Answer.UNKNOWN && said.detail().contains("(SQLSTATE 28000)");
    return new Login(where, tried, said.answer() == wanted || excluded, said.detail());
  }
}
