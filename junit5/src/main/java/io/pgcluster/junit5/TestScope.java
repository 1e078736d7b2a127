package io.pgcluster.junit5;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.Route;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/** What there is for a test, or for a class around it, and how long it stays. */
final class TestScope {
  private static final Namespace NAMESPACE = Namespace.create(PgClusterExtension.class);

  private final ExtensionContext context;
  private final Options options;

  /** What frameworks got before the tests began. */
  private final Once<TestDatabase> early;

  TestScope(ExtensionContext context, Options options, Once<TestDatabase> early) {
    this.context = context;
    this.options = options;
    this.early = early;
  }

  /** Closed by JUnit with the context in whose store it lies. */
  private record Held<T>(T value, Closing closing) implements AutoCloseable {
    @Override
    public void close() throws SQLException {
      closing.close();
    }
  }

  @FunctionalInterface
  private interface Closing {
    void close() throws SQLException;
  }

  private record Key(String what, Object origin) {}

  /** Has what the scopes of this context ask for ready, and remembers where the logs are. */
  void prepare() {
    if (!isTest() && options.clusters() == ClusterScope.PER_METHOD) {
      return;
    }
    LogMarks marks = LogMarks.of(cluster().running());
    context.getStore(NAMESPACE).put(new Key("logs", options.origin()), marks);
    if (isTest() || options.databases() != DatabaseScope.PER_METHOD) {
      var unused = database();
    }
  }

  LogMarks marks() {
    LogMarks marks =
        context.getStore(NAMESPACE).get(new Key("logs", options.origin()), LogMarks.class);
    return marks == null ? LogMarks.NONE : marks;
  }

  private boolean isTest() {
    return context.getTestMethod().isPresent();
  }

  /** The outermost class that shares these options: nested ones use its cluster and database. */
  private ExtensionContext outermostClass() {
    ExtensionContext found = context;
    for (Optional<ExtensionContext> at = Optional.of(context);
        at.isPresent() && at.get().getTestClass().isPresent();
        at = at.get().getParent()) {
      found = at.get();
    }
    return found;
  }

  LiveCluster cluster() {
    TestRuntime runtime =
        TestRuntime.chosen(
            name ->
                context
                    .getConfigurationParameter(name)
                    .or(() -> Optional.ofNullable(System.getProperty(name))));
    return switch (options.clusters()) {
      case SHARED -> shared(runtime);
      case PER_CLASS -> started(outermostClass(), runtime);
      case PER_METHOD -> {
        if (!isTest()) {
          throw new PgClusterException(
              "@PgClusterTest: clusters are PER_METHOD, so there is none outside of a test method; take PER_CLASS, or ask for it in the test or @BeforeEach");
        }
        yield started(context, runtime);
      }
    };
  }

  private LiveCluster shared(TestRuntime runtime) {
    Store root = context.getRoot().getStore(NAMESPACE);
    Object holder = held(root, "holder", () -> new Held<>(new Object(), () -> {}), Object.class);
    LiveCluster live = LiveClusters.OF_THIS_JVM.shared(runtime, options.spec(), holder);
    var unused =
        held(
            root,
            "release",
            () -> new Held<>("", () -> LiveClusters.OF_THIS_JVM.release(holder)),
            String.class);
    return live;
  }

  private LiveCluster started(ExtensionContext owner, TestRuntime runtime) {
    return held(
        owner.getStore(NAMESPACE),
        new Key("cluster", options.origin()),
        () -> {
          LiveCluster live = LiveClusters.OF_THIS_JVM.start(runtime, options.spec());
          return new Held<>(live, live::close);
        },
        LiveCluster.class);
  }

  TestDatabase database() {
    Optional<TestDatabase> known = early.made();
    if (known.isPresent() && options.databases() == DatabaseScope.PER_CLASS) {
      return known.get();
    }
    return switch (options.databases()) {
      case NONE -> cluster().own();
      case PER_CLASS ->
          // A cluster of a test alone has databases of that test alone.
          fresh(options.clusters() == ClusterScope.PER_METHOD ? context : outermostClass());
      case PER_METHOD -> {
        if (!isTest()) {
          throw new PgClusterException(
              "@PgClusterTest: databases are PER_METHOD, so there is none outside of a test method; take databases = PER_CLASS, or ask for it in the test or @BeforeEach");
        }
        yield fresh(context);
      }
    };
  }

  private TestDatabase fresh(ExtensionContext owner) {
    LiveCluster cluster = cluster();
    return held(
        owner.getStore(NAMESPACE),
        new Key("database", options.origin()),
        () -> {
          TestDatabase database = cluster.fresh(options);
          return new Held<>(database, database::drop);
        },
        TestDatabase.class);
  }

  /** A connection that ends with the test, or with the class that asked for it. */
  Connection connection(Route route) throws SQLException {
    TestDatabase database = database();
    Connection opened = database.dataSource(route).getConnection();
    context.getStore(NAMESPACE).put(opened, new Held<>(opened, opened::close));
    return opened;
  }

  @FunctionalInterface
  private interface Maker {
    Held<?> make();
  }

  private static <T> T held(Store store, Object key, Maker maker, Class<T> type) {
    Held<?> held = store.getOrComputeIfAbsent(key, absent -> maker.make(), Held.class);
    return type.cast(held.value());
  }
}
