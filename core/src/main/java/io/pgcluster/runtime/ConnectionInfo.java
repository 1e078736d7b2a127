package io.pgcluster.runtime;

import io.pgcluster.PgClusterException;
import io.pgcluster.credential.Password;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Addresses and credentials for JDBC or libpq.
 *
 * @param route the route it takes
 * @param addresses where to connect, at least one; several when the driver is to choose
 * @param routedBy who decides which instance answers
 * @param database the database
 * @param role the login role
 * @param password its password
 * @since 0.1
 */
public record ConnectionInfo(
    Route route,
    List<Address> addresses,
    RoutedBy routedBy,
    String database,
    String role,
    Password password) {
  /** Keeps its own copy. */
  public ConnectionInfo {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new PgClusterException("connection by route %s: has no address".formatted(route));
    }
  }

  /**
   * With one address: behind it is the primary, a Service with the standbys, or pgpool.
   *
   * @param route the route it takes
   * @param host where to connect
   * @param port where to connect
   * @param database the database
   * @param role the login role
   * @param password its password
   */
  public ConnectionInfo(
      Route route, String host, int port, String database, String role, Password password) {
    this(route, List.of(new Address(host, port)), behind(route), database, role, password);
  }

  private static RoutedBy behind(Route route) {
    return switch (route) {
      case PRIMARY -> RoutedBy.NOBODY;
      case REPLICA -> RoutedBy.SERVICE;
      case ROUTED -> RoutedBy.PGPOOL;
    };
  }

  /** Who decides which instance answers. */
  public enum RoutedBy {
    /** There is one instance behind the address. */
    NOBODY,
    /** A Service of Kubernetes, or a port-forward in its place: one standby for each connection. */
    SERVICE,
    /** pgpool, for each statement. */
    PGPOOL,
    /**
     * pgjdbc, for each connection: by route {@code REPLICA} any standby, by route {@code ROUTED}
     * whichever instance is the primary.
     */
    DRIVER
  }

  /**
   * Where to connect.
   *
   * @param host a name or an address
   * @param port a TCP port
   */
  public record Address(String host, int port) {
    /** As it stands in a URL: an IPv6 address in brackets. */
    @Override
    public String toString() {
      return (host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host)
          + ":"
          + port;
    }
  }

  /**
   * The first address's host.
   *
   * @return a name or an address
   */
  public String host() {
    return addresses.get(0).host();
  }

  /**
   * The first address's port.
   *
   * @return a TCP port
   */
  public int port() {
    return addresses.get(0).port();
  }

  /**
   * The addresses as pgjdbc takes them, without credentials.
   *
   * @return {@code jdbc:postgresql://host:port/database}, percent-encoded; several addresses with
   *     the parameters by which pgjdbc chooses (its manual, "Connection Fail-over")
   */
  public String jdbcUrl() {
    String hosts = addresses.stream().map(Address::toString).collect(Collectors.joining(","));
    String name = URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    return "jdbc:postgresql://" + hosts + "/" + name + choosing();
  }

  /** Never by what pgjdbc remembers of a host: a standby may just have been promoted. */
  private String choosing() {
    if (routedBy != RoutedBy.DRIVER) {
      return "";
    }
    return route == Route.REPLICA
        ? "?targetServerType=secondary&loadBalanceHosts=true&hostRecheckSeconds=0"
        : "?targetServerType=primary&hostRecheckSeconds=0";
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
