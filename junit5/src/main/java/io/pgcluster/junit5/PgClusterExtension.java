package io.pgcluster.junit5;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What {@link PgClusterTest} registers. Registered by hand it takes a description of the program's
 * own, and gives what frameworks ask for before JUnit injects anything:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final PgClusterExtension ORDERS =
 *     PgClusterExtension.of(PgClusterBuilder.named("orders").standbys(2).withoutRouter().build())
 *         .migratedBy(db -> Flyway.configure().dataSource(db).load().migrate())
 *         .databases(DatabaseScope.PER_CLASS);
 * }</pre>
 *
 * <p>A failed test gets the end of each instance's log as a report entry and at the end of what is
 * thrown. Immutable; thread-safe.
 *
 * @since 0.1
 */
public final class PgClusterExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        ParameterResolver,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {
  private final Optional<Options> own;

  /** What a static field outside of any test sees. */
  private final Once<TestDatabase> early;

  /** For {@link PgClusterTest}: the description is the annotation's. */
  public PgClusterExtension() {
    this(Optional.empty());
  }

  private PgClusterExtension(Optional<Options> own) {
    this.own = own;
    this.early =
        new Once<>(
            () -> {
              Options options = options();
              LiveCluster live =
                  LiveClusters.OF_THIS_JVM.shared(TestRuntime.chosen(), options.spec());
              return options.databases() == DatabaseScope.NONE ? live.own() : live.fresh(options);
            });
  }

  /**
   * Tests on a cluster of that description; its name is replaced.
   *
   * @param cluster the description
   * @return clusters are shared and databases per class, as {@link #dataSource} and the like are
   *     for a class
   */
  public static PgClusterExtension of(PgCluster cluster) {
    return new PgClusterExtension(
        Optional.of(
            new Options(
                new Object(),
                cluster,
                ClusterScope.SHARED,
                DatabaseScope.PER_CLASS,
                new DatabaseMigration.None(),
                DatabaseMigration.None.class)));
  }

  /**
   * The same with a migrated template.
   *
   * @param migration runs once for this extension
   * @return the changed copy
   */
  public PgClusterExtension migratedBy(DatabaseMigration migration) {
    return new PgClusterExtension(Optional.of(options().with(migration)));
  }

  /**
   * The same with clusters that live otherwise.
   *
   * @param scope how long
   * @return the changed copy
   */
  public PgClusterExtension clusters(ClusterScope scope) {
    return new PgClusterExtension(Optional.of(options().with(scope)));
  }

  /**
   * The same with databases that live otherwise.
   *
   * @param scope how long
   * @return the changed copy
   */
  public PgClusterExtension databases(DatabaseScope scope) {
    return new PgClusterExtension(Optional.of(options().with(scope)));
  }

  private Options options() {
    return own.orElseThrow(
        () ->
            new PgClusterException(
                "PgClusterExtension: has no description; use @PgClusterTest, or PgClusterExtension.of(…)"));
  }

  private TestDatabase early() {
    if (options().clusters() != ClusterScope.SHARED) {
      throw new PgClusterException(
          "PgClusterExtension: what it gives outside of tests is of a shared cluster, but clusters are %s; take parameters instead"
              .formatted(options().clusters()));
    }
    return early.get();
  }

  /**
   * The shared cluster, started when it is first asked for; also outside of tests.
   *
   * @return the cluster
   */
  public RunningPgCluster running() {
    return early().running();
  }

  /**
   * A data source of this extension's own database, a clone of the migrated template; also outside
   * of tests.
   *
   * @param route which address
   * @return not pooled
   */
  public DataSource dataSource(Route route) {
    return early().dataSource(route);
  }

  /**
   * The URL of this extension's own database, without credentials; also outside of tests.
   *
   * @param route which address
   * @return for pgjdbc
   */
  public String jdbcUrl(Route route) {
    return info(route).jdbcUrl();
  }

  /**
   * The user of this extension's own database.
   *
   * @return the description's first role
   */
  public String username() {
    return early().role();
  }

  /**
   * That user's password. Do not print it.
   *
   * @return as JDBC takes it
   */
  public String password() {
    return info(Route.PRIMARY).password().reveal();
  }

  private ConnectionInfo info(Route route) {
    return early().info(route);
  }

  private TestScope scope(ExtensionContext context) {
    return new TestScope(context, own.orElseGet(() -> annotated(context)), early);
  }

  private static Options annotated(ExtensionContext context) {
    for (Optional<ExtensionContext> at = Optional.of(context);
        at.isPresent();
        at = at.get().getParent()) {
      Optional<Options> options =
          at.get()
              .getTestClass()
              .flatMap(
                  type ->
                      AnnotationSupport.findAnnotation(type, PgClusterTest.class)
                          .map(test -> Options.of(test, type)));
      if (options.isPresent()) {
        return options.get();
      }
    }
    throw new ExtensionConfigurationException(
        "PgClusterExtension: has no description; use @PgClusterTest, or PgClusterExtension.of(…)");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    scope(context).prepare();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    scope(context).prepare();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return Injected.isSupported(parameter);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return Injected.value(parameter, scope(context));
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw FailureReport.attached(scope(context), context, failure);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw FailureReport.attached(scope(context), context, failure);
  }

  @Override
  public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw FailureReport.attached(scope(context), context, failure);
  }
}
