package io.pgcluster.junit5;

import io.pgcluster.jdbc.RoutingDataSource;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.PgFaults;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** The parameters that tests may have. */
final class Injected {
  private static final Set<Class<?>> TYPES =
      Set.of(
          RunningPgCluster.class,
          PgFaults.class,
          PgCluster.class,
          DataSource.class,
          RoutingDataSource.class,
          Connection.class,
          ConnectionInfo.class);

  private Injected() {}

  private static Class<?> type(ParameterContext parameter) {
    return parameter.getParameter().getType();
  }

  static boolean isSupported(ParameterContext parameter) {
    return TYPES.contains(type(parameter))
        || (type(parameter) == String.class && parameter.isAnnotated(JdbcUrl.class));
  }

  static Object value(ParameterContext parameter, TestScope scope) {
    Route route = parameter.findAnnotation(OnRoute.class).map(OnRoute::value).orElse(Route.PRIMARY);
    Class<?> type = type(parameter);
    try {
      if (type == RunningPgCluster.class) {
        return scope.cluster().running();
      } else if (type == PgFaults.class) {
        return scope.cluster().running().faults();
      } else if (type == PgCluster.class) {
        return scope.cluster().running().spec();
      } else if (type == Connection.class) {
        return scope.connection(route);
      } else if (type == RoutingDataSource.class) {
        return scope.database().routing();
      } else if (type == DataSource.class) {
        return scope.database().dataSource(route);
      } else if (type == ConnectionInfo.class) {
        return scope.database().info(route);
      }
      boolean credentials =
          parameter.findAnnotation(JdbcUrl.class).map(JdbcUrl::credentials).orElse(true);
      return credentials
          ? scope.database().urlWithCredentials(route)
          : scope.database().info(route).jdbcUrl();
    } catch (SQLException e) {
      throw new ParameterResolutionException(
          "parameter %s: no connection by route %s: %s"
              .formatted(parameter.getParameter().getName(), route, e.getMessage()),
          e);
    }
  }
}
