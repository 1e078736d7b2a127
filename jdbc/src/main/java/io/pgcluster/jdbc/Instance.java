package io.pgcluster.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The postmaster that answered, as it says itself.
 *
 * <p>It is known by the microsecond of its start and its port, not by its address: a connection
 * forwarded into a pod arrives from loopback, and then inet_server_addr() says 127.0.0.1.
 *
 * @param name its cluster_name, possibly empty
 * @param host its address as this connection sees it
 * @param port its port
 * @param standby whether it is in recovery
 * @param startedAt seconds since 1970, as text
 */
record Instance(String name, String host, int port, boolean standby, String startedAt) {
  /**
   * Stable functions only: pgpool takes a volatile one, such as pg_is_in_recovery(), for a write
   * and sends it to the primary.
   */
  static final String COLUMNS =
      """
      current_setting('cluster_name') AS i_name, host(inet_server_addr()) AS i_host,
      current_setting('port')::int AS i_port, current_setting('in_hot_standby') AS i_standby,
      extract(epoch FROM pg_postmaster_start_time())::text AS i_started""";

  static Instance read(ResultSet row) throws SQLException {
    String host = row.getString("i_host");
    return new Instance(
        row.getString("i_name"),
        host == null ? "local" : host,
        row.getInt("i_port"),
        row.getString("i_standby").equals("on"),
        row.getString("i_started"));
  }

  boolean isSameAs(Instance other) {
    return key().equals(other.key());
  }

  String key() {
    return startedAt + ":" + port;
  }

  String address() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    String role = standby ? "a standby" : "a primary";
    return address() + (name.isEmpty() ? "" : " (" + name + ")") + ", " + role;
  }
}
