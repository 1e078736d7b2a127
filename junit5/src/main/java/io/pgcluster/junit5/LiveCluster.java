package io.pgcluster.junit5;

import io.pgcluster.runtime.RunningPgCluster;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A cluster with the templates of its databases. Thread-safe. */
final class LiveCluster implements AutoCloseable {
  private final TestRuntime.Started started;
  private final Databases databases;
  private final Map<Object, Once<String>> templates = new ConcurrentHashMap<>();

  private LiveCluster(TestRuntime.Started started) {
    this.started = started;
    this.databases = new Databases(started.running());
  }

  static LiveCluster of(TestRuntime.Started started) {
    return new LiveCluster(started);
  }

  RunningPgCluster running() {
    return started.running();
  }

  /** A clone of the migrated template; the standbys have it. */
  TestDatabase fresh(Options options) {
    Once<String> template =
        templates.computeIfAbsent(
            options.migrationKey(),
            key -> new Once<>(() -> databases.template(options.migration())));
    return new TestDatabase(running(), databases.clone(template.get()), databases::drop);
  }

  /** The description's own. */
  TestDatabase own() {
    return new TestDatabase(running(), running().spec().defaultDatabase(), name -> {});
  }

  @Override
  public void close() {
    databases.close();
    started.end().run();
  }
}
