package io.pgcluster.junit5;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a cluster, and each test a database of its own. Constructors, tests and
 * lifecycle methods may have parameters of these types:
 *
 * <ul>
 *   <li>{@code DataSource}, {@code Connection}, {@code ConnectionInfo}, and {@code String} with
 *       {@link JdbcUrl}: the test's database by the route that {@link OnRoute} says. Connections
 *       are closed after the test.
 *   <li>{@code RoutingDataSource}: read-only transactions to standbys, the rest to the primary.
 *   <li>{@code RunningPgCluster}, {@code PgFaults}, {@code PgCluster}: the cluster itself.
 * </ul>
 *
 * <pre>{@code
 * @PgClusterTest(standbys = 2, migration = Schema.class)
 * class OrdersTest {
 *   @Test
 *   void are_kept(Connection primary, @OnRoute(Route.REPLICA) DataSource standbys) { … }
 * }
 * }</pre>
 *
 * <p>Where the cluster runs, the system property or configuration parameter {@code
 * pgcluster.test.runtime} says: {@code embedded} (default), or {@code kubernetes}, in the namespace
 * {@code pgcluster.test.namespace} (default: that of the kubeconfig). Kubernetes needs the artifact
 * {@code pgcluster-k8s-adapter}.
 *
 * <p>Inherited by subclasses and nested classes; a nested class may have one of its own. Tests may
 * run in parallel; those that make faults want a {@link ClusterScope} other than SHARED then.
 *
 * @since 0.1
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@ExtendWith(PgClusterExtension.class)
public @interface PgClusterTest {
  /**
   * How many instances follow the primary.
   *
   * @return 0 to 64; by default 1
   */
  int standbys() default 1;

  /**
   * PostgreSQL's major version.
   *
   * @return 14 to 18; by default 17
   */
  int version() default 17;

  /**
   * Whether there is a router. On this machine that is pgpool where it is installed.
   *
   * @return false by default
   */
  boolean router() default false;

  /**
   * Server parameters.
   *
   * @return each as {@code name=value}; by default none
   */
  String[] parameters() default {};

  /**
   * How long the cluster lives.
   *
   * @return by default as long as the run
   */
  ClusterScope clusters() default ClusterScope.SHARED;

  /**
   * How long a database lives.
   *
   * @return by default as long as the test method
   */
  DatabaseScope databases() default DatabaseScope.PER_METHOD;

  /**
   * Fills the template of the databases.
   *
   * @return a class with a constructor without parameters; by default none
   */
  Class<? extends DatabaseMigration> migration() default DatabaseMigration.None.class;

  /**
   * Describes more of the cluster.
   *
   * @return a class with a constructor without parameters; by default none
   */
  Class<? extends PgClusterSpec> spec() default PgClusterSpec.AsIs.class;
}
