package io.pgcluster.runtime;

import io.pgcluster.credential.Password;
import java.util.Properties;

/**
 * An address and credentials for JDBC or libpq.
 *
 * @param route the route it takes
 * @param host where to connect
 * @param port where to connect
 * @param database the database
 * @param role the login role
 * @param password its password
 * @since 0.1
 */
public record ConnectionInfo(
    Route route, String host, int port, String database, String role, Password password) {
  /**
   * The address as pgjdbc takes it, without credentials.
   *
   * @return {@code jdbc:postgresql://host:port/database}, percent-encoded; an IPv6 address in
   *     brackets
   */
  public String jdbcUrl() {
    String name =
        java.net.URLEncoder.encode(database, java.nio.charset.StandardCharsets.UTF_8)
            .replace("+", "%20");
    String address = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    return "jdbc:postgresql://" + address + ":" + port + "/" + name;
  }

  /**
   * The credentials as pgjdbc takes them.
   *
   * @return {@code user} and {@code password}; holds the secret, so do not print it
   */
  public Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("user", role);
    properties.setProperty("password", password.reveal());
    return properties;
  }
}
