package io.pgcluster.kubernetes;

import io.pgcluster.manifest.Manifest;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressListener;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Brings a change to instances that run, so that writes wait as short as can be. */
final class Roller {
  private static final List<String> ACCESS = List.of("Role", "Database");
  private static final List<String> SLOT = List.of("Slot");

  private final KubeApi api;
  private final ClusterSql sql;
  private final Prepared plan;
  private final Consumer<List<Manifest>> writer;
  private final ProgressListener listener;
  private final Duration bound;
  private boolean read;

  Roller(
      KubeApi api,
      ClusterSql sql,
      Prepared plan,
      Consumer<List<Manifest>> writer,
      ProgressListener listener,
      Duration rolling) {
    this.bound = rolling;
    this.api = api;
    this.sql = sql;
    this.plan = plan;
    this.writer = writer;
    this.listener = listener;
  }

  /** What servers that run take up without another pod. */
  private void inPlace(List<Manifest> stage, ClusterLock lock) {
    InPlace inPlace = new InPlace(api, sql, plan, listener);
    for (Manifest set : stage.stream().filter(inPlace::suits).toList()) {
      if (plan.restarts(id(set))) {
        // Its files are those that it is to start with.
        read();
      }
      inPlace.run(set, lock);
    }
  }

  private void read() {
    if (!read) {
      String configuration = Plans.configuration(plan.cluster(), plan.manifests());
      sql.reload(plan.cluster(), plan.secrets(), configuration, listener);
      read = true;
    }
  }

  /** What servers take up without a restart, then what SQL alone can make. */
  void reload(ClusterLock lock) {
    lock.check();
    if (plan.reloads()) {
      read();
    }
    lock.check();
    if (plan.hasChangeOf(ACCESS)) {
      sql.access(plan.cluster(), plan.secrets(), listener);
    }
  }

  /** Standbys before the primary, but for what the primary has to lower before them. */
  void roll(List<Manifest> workloads, ClusterLock lock) {
    ObjectNames names = new ObjectNames(plan.cluster().name());
    boolean primaryFirst = Rollout.isPrimaryFirst(plan.cluster(), plan.primary(), plan.manifests());
    for (List<Manifest> stage : Rollout.stages(workloads, names, primaryFirst)) {
      lock.check();
      inPlace(stage, lock);
      lock.check();
      writer.accept(stage);
      List<ObjectId> rolling = stage.stream().filter(this::isRolling).map(Roller::id).toList();
      if (!rolling.isEmpty()) {
        try (Awaiter awaiter = new Awaiter(api, plan.cluster(), listener, rolling::contains)) {
          awaiter.await(bound);
        }
      }
      if (primaryFirst && rolling.stream().anyMatch(id -> id.name().equals(names.primary()))) {
        // A standby with less than its primary had must have replayed that it has less.
        sql.replayed(plan.cluster(), plan.secrets());
      }
    }
  }

  private boolean isRolling(Manifest manifest) {
    return manifest.kind().equals(Kind.STATEFUL_SET.name())
        && (plan.restarts(id(manifest))
            || plan.existing()
                .find(Kind.STATEFUL_SET, manifest.name())
                .filter(Rollout::isGoingOn)
                .isPresent());
  }

  private static ObjectId id(Manifest manifest) {
    return new ObjectId(manifest.kind(), manifest.name());
  }

  /** Of standbys that are gone by now. */
  void dropSlots(ClusterLock lock) {
    lock.check();
    if (plan.hasChangeOf(SLOT)) {
      sql.dropSlots(plan.cluster(), plan.secrets());
    }
  }
}
