package io.pgcluster.junit5;

import io.pgcluster.jdbc.PgDataSources;
import io.pgcluster.jdbc.RoutingDataSource;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** A database as tests see it. */
record TestDatabase(RunningPgCluster running, String name, Consumer<String> dropping) {
  String role() {
    return Databases.role(running.spec());
  }

  DataSource dataSource(Route route) {
    return route == Route.ROUTED && running.spec().router().pods() == 0
        ? routing()
        : PgDataSources.of(running::connection, route, role(), name);
  }

  RoutingDataSource routing() {
    return PgDataSources.routing(running::connection, role(), name);
  }

  ConnectionInfo info(Route route) {
    return running.connection(route, role(), name);
  }

  String urlWithCredentials(Route route) {
    ConnectionInfo info = info(route);
    String url = info.jdbcUrl();
    return "%s%suser=%s&password=%s"
        .formatted(
            url,
            url.indexOf('?') < 0 ? "?" : "&",
            encoded(info.role()),
            encoded(info.password().reveal()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  void drop() {
    dropping.accept(name);
  }
}
