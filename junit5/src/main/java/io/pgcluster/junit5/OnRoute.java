package io.pgcluster.junit5;

import io.pgcluster.runtime.Route;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which address an injected {@code DataSource}, {@code Connection}, {@code ConnectionInfo} or
 * {@link JdbcUrl} takes; without it {@link Route#PRIMARY}. Where a description has no router, data
 * sources and connections by {@link Route#ROUTED} are those of {@link
 * io.pgcluster.jdbc.RoutingDataSource}.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface OnRoute {
  /**
   * The route.
   *
   * @return which address
   */
  Route value();
}
