package io.pgcluster.junit5;

import io.pgcluster.PgClusterException;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.yaml.PgClusterYaml;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The clusters of this JVM's tests. A shared one ends when the last run that uses it does; one that
 * is used outside of any run, such as in a static initializer, with the JVM at the latest.
 * Thread-safe.
 */
final class LiveClusters {
  static final LiveClusters OF_THIS_JVM = new LiveClusters();

  /** Other JVMs may use the same namespace. */
  private static final String OURS = UUID.randomUUID().toString().substring(0, 4);

  private final Map<Key, Shared> shared = new HashMap<>();
  private final AtomicInteger number = new AtomicInteger();
  private boolean hooked;

  private LiveClusters() {}

  private record Key(TestRuntime runtime, PgCluster spec) {}

  /** A new cluster, the caller's to close. */
  LiveCluster start(TestRuntime runtime, PgCluster spec) {
    PgCluster named =
        new PgCluster(
            name(spec),
            spec.postgres(),
            spec.primary(),
            spec.standbys(),
            spec.router(),
            spec.access(),
            spec.kubernetes());
    return LiveCluster.of(runtime.start(named));
  }

  /** Says what is in it, and never the same twice. */
  private String name(PgCluster spec) {
    try {
      byte[] form = PgClusterYaml.standard().write(spec).getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(form);
      return "test-%s-%s-%d"
          .formatted(
              HexFormat.of().formatHex(hash).substring(0, 8), OURS, number.incrementAndGet());
    } catch (NoSuchAlgorithmException e) {
      throw new PgClusterException("this Java has no SHA-256", e);
    }
  }

  /** The shared cluster of a description. */
  LiveCluster shared(TestRuntime runtime, PgCluster spec) {
    return found(new Key(runtime, spec), null).live();
  }

  /** The same, which stays until the holder releases it. */
  LiveCluster shared(TestRuntime runtime, PgCluster spec, Object holder) {
    return found(new Key(runtime, spec), holder).live();
  }

  private synchronized Shared found(Key key, @Nullable Object holder) {
    if (!hooked) {
      hooked = true;
      Runtime.getRuntime().addShutdownHook(new Thread(this::closeAll, "pgcluster-test-end"));
    }
    Shared found =
        shared.computeIfAbsent(key, absent -> new Shared(() -> start(key.runtime(), key.spec())));
    if (holder != null) {
      found.holders.add(holder);
    }
    return found;
  }

  /** Ends the shared clusters that nobody else holds. */
  void release(Object holder) {
    List<Shared> ended = new ArrayList<>();
    synchronized (this) {
      shared
          .values()
          .removeIf(
              each -> {
                boolean last = each.holders.remove(holder) && each.holders.isEmpty();
                if (last) {
                  ended.add(each);
                }
                return last;
              });
    }
    ended.forEach(Shared::close);
  }

  private void closeAll() {
    List<Shared> all;
    synchronized (this) {
      all = List.copyOf(shared.values());
      shared.clear();
    }
    all.forEach(Shared::close);
  }

  private static final class Shared {
    /** Guarded by the registry. */
    private final Set<Object> holders = new HashSet<>();

    private final Once<LiveCluster> cluster;

    Shared(Once.Maker<LiveCluster> maker) {
      this.cluster = new Once<>(maker);
    }

    LiveCluster live() {
      return cluster.get();
    }

    void close() {
      cluster.made().ifPresent(LiveCluster::close);
    }
  }
}
