package io.pgcluster.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was set on a logical connection, and brings it to the physical one that is used next. */
final class Settings {
  private static final Set<String> NAMES =
      Set.of(
          "setTransactionIsolation",
          "setSchema",
          "setCatalog",
          "setClientInfo",
          "setNetworkTimeout",
          "setHoldability",
          "setTypeMap");

  private final Map<String, Call> calls = new LinkedHashMap<>();
  private boolean autoCommit = true;
  private boolean readOnly;

  /** Whether a method of a connection sets what is remembered here. */
  static boolean isOne(String name) {
    return NAMES.contains(name);
  }

  void put(Call call) {
    boolean byName = call.name().equals("setClientInfo") && call.count() == 2;
    String key = byName ? call.name() + ' ' + call.argument(0) : call.name();
    // The last one set is the last one made again.
    calls.remove(key);
    calls.put(key, call);
  }

  /** The last argument that a setter was called with. */
  Optional<Object> last(String setter) {
    return Optional.ofNullable(calls.get(setter)).map(call -> call.argument(call.count() - 1));
  }

  boolean autoCommit() {
    return autoCommit;
  }

  void autoCommit(boolean on) {
    autoCommit = on;
  }

  boolean readOnly() {
    return readOnly;
  }

  void readOnly(boolean on) {
    readOnly = on;
  }

  /** A standby refuses serializable transactions. */
  boolean allowsStandby() {
    return readOnly
        && last("setTransactionIsolation")
            .filter(Integer.valueOf(Connection.TRANSACTION_SERIALIZABLE)::equals)
            .isEmpty();
  }

  /** Brings them to a connection that is in no transaction. */
  void applyTo(Physical physical) throws SQLException {
    for (Map.Entry<String, Call> entry : calls.entrySet()) {
      if (!physical.knows(entry.getKey(), entry.getValue())) {
        physical.tell(entry.getKey(), entry.getValue());
      }
    }
    physical.mode(autoCommit, readOnly);
  }
}
