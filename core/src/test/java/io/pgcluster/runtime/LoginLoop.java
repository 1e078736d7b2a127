package io.pgcluster.runtime;

import io.pgcluster.credential.Password;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Logs in by one route again and again, as clients that know the former password and hear of the
 * new one: a login fails when neither is taken.
 */
final class LoginLoop {
  private static final String WRONG_PASSWORD = "28P01";

  private final ConnectionInfo former;
  private final Password next;
  private final AtomicBoolean going = new AtomicBoolean(true);
  private final AtomicInteger withFormer = new AtomicInteger();
  private final AtomicInteger withNext = new AtomicInteger();
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private final Thread thread;

  LoginLoop(ConnectionInfo former, Password next) {
    this.former = former;
    this.next = next;
    this.thread = new Thread(this::run, "logins-" + former.route());
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (going.get()) {
      try {
        LiveSql.value(former, "SELECT 1");
        withFormer.incrementAndGet();
        continue;
      } catch (SQLException e) {
        // pgpool has no SQLSTATE for it.
        boolean refused =
            WRONG_PASSWORD.equals(e.getSQLState())
                || String.valueOf(e.getMessage()).contains("authentication failed");
        if (!refused) {
          failures.add("%s with the former: %s".formatted(former.route(), e.getMessage()));
          continue;
        }
      }
      try {
        LiveSql.value(with(next), "SELECT 1");
        withNext.incrementAndGet();
      } catch (SQLException e) {
        failures.add("%s with both: %s".formatted(former.route(), e.getMessage()));
      }
    }
  }

  private ConnectionInfo with(Password password) {
    return new ConnectionInfo(
        former.route(),
        former.addresses(),
        former.routedBy(),
        former.database(),
        former.role(),
        password);
  }

  int withFormer() {
    return withFormer.get();
  }

  int withNext() {
    return withNext.get();
  }

  /** Of logins that took neither password; the loop is over then. */
  List<String> failures() throws InterruptedException {
    going.set(false);
    thread.join();
    return failures;
  }
}
