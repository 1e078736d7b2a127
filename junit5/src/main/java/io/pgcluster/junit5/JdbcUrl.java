package io.pgcluster.junit5;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Asks for the test's database as a JDBC URL; the parameter is a {@code String}.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface JdbcUrl {
  /**
   * Whether the URL holds user and password, so that {@code DriverManager.getConnection(url)} works
   * with it alone. Do not print such a URL.
   *
   * @return true by default
   */
  boolean credentials() default true;
}
