package io.pgcluster.kubernetes;

import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.runtime.PlannedChange;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.spec.PgCluster;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What is asked of, and done to, a running cluster in SQL while it is planned and applied. */
interface ClusterSql {
  /** Asks nothing and does nothing. */
  ClusterSql NONE =
      new ClusterSql() {
        @Override
        public List<PlannedChange> plan(
            PgCluster cluster, ClusterSecrets secrets, String configuration) {
          return List.of();
        }

        @Override
        public void access(PgCluster cluster, ClusterSecrets secrets, ProgressListener listener) {}

        @Override
        public void reload(
            PgCluster cluster,
            ClusterSecrets secrets,
            String configuration,
            ProgressListener listener) {}

        @Override
        public boolean restart(
            PgCluster cluster,
            ClusterSecrets secrets,
            String instance,
            Optional<Runnable> change,
            BooleanSupplier hopeless) {
          return false;
        }

        @Override
        public void replayed(PgCluster cluster, ClusterSecrets secrets) {}

        @Override
        public void dropSlots(PgCluster cluster, ClusterSecrets secrets) {}

        @Override
        public void finishRotations(
            PgCluster cluster,
            ClusterSecrets begun,
            String owner,
            ClusterLock lock,
            ProgressListener listener) {}
      };

  /**
   * What only SQL knows; nothing when the primary cannot be asked.
   *
   * @param configuration what instances should have read; empty when they get another one anyway
   */
  List<PlannedChange> plan(PgCluster cluster, ClusterSecrets secrets, String configuration);

  /** Makes roles, databases and extensions. */
  void access(PgCluster cluster, ClusterSecrets secrets, ProgressListener listener);

  /** Has every instance that runs read its configuration. */
  void reload(
      PgCluster cluster, ClusterSecrets secrets, String configuration, ProgressListener listener);

  /**
   * Restarts a server in its pod.
   *
   * @param change what has it restarted, unless it is told to
   * @param hopeless whether waiting for it is of no use any more
   * @return whether it has come back
   */
  boolean restart(
      PgCluster cluster,
      ClusterSecrets secrets,
      String instance,
      Optional<Runnable> change,
      BooleanSupplier hopeless);

  /** Waits until the standbys have replayed all there is. */
  void replayed(PgCluster cluster, ClusterSecrets secrets);

  /** Drops the slots of standbys that are not described any more. */
  void dropSlots(PgCluster cluster, ClusterSecrets secrets);

  /** Finishes rotations of passwords that others began, or that are begun here. */
  void finishRotations(
      PgCluster cluster,
      ClusterSecrets begun,
      String owner,
      ClusterLock lock,
      ProgressListener listener);
}
