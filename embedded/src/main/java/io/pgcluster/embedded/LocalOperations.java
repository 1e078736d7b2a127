package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import io.pgcluster.credential.SecretSource;
import io.pgcluster.jdbc.PasswordRotation;
import io.pgcluster.runtime.ClusterStatus.Component;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.Plan;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.RotationOptions;
import io.pgcluster.runtime.RotationReport;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Changes of a cluster that begin at the description that is stored. */
final class LocalOperations {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final Settings settings;
  private final ClusterFolder folder;
  private final Function<PgCluster, EmbeddedPgCluster> handles;

  LocalOperations(
      Settings settings, ClusterFolder folder, Function<PgCluster, EmbeddedPgCluster> handles) {
    this.settings = settings;
    this.folder = folder;
    this.handles = handles;
  }

  private EmbeddedPgCluster held(Locks.Work<PgCluster> work) {
    return handles.apply(locked(work));
  }

  /** While nobody else changes the cluster. */
  private <T> T locked(Locks.Work<T> work) {
    try {
      return Locks.holding(folder.root().resolve("lock"), work);
    } catch (IOException | UncheckedIOException e) {
      throw new PgClusterException(
          "cluster %s: %s cannot be written to (%s)".formatted(folder.name(), folder.root(), e), e);
    }
  }

  EmbeddedPgCluster scale(int standbys, ProgressListener listener) {
    return turn(spec -> spec.toBuilder().standbys(standbys).build(), listener);
  }

  EmbeddedPgCluster turn(UnaryOperator<PgCluster> change, ProgressListener listener) {
    return held(
        () -> {
          PgCluster desired = change.apply(folder.spec(settings.form()));
          Plan plan = new LocalPlanner(settings, desired, folder).plan();
          plan.require(Impact.STANDBY_RESTART);
          new LocalChange(settings, desired, folder, listener).run(plan);
          return desired;
        });
  }

  /** Takes a role that is gone out of the record of passwords. */
  void forget(String role) {
    boolean unused =
        locked(
            () -> {
              folder.write(folder.secrets().without(role));
              return true;
            });
  }

  RotationReport rotate(String role, RotationOptions options, ProgressListener listener) {
    return locked(
        () ->
            rotation(settings, folder.spec(settings.form()), folder)
                .rotate(role, options, listener));
  }

  static PasswordRotation rotation(Settings settings, PgCluster cluster, ClusterFolder folder) {
    return PasswordRotation.of(
        cluster, new LocalPlaces(settings, cluster, folder), SecretSource.strong());
  }

  EmbeddedPgCluster restart(Set<Component> which, ProgressListener listener) {
    PgCluster spec = folder.spec(settings.form());
    LocalFaults faults = new LocalFaults(settings, spec, folder);
    ClusterState state = folder.state();
    if (which.contains(Component.STANDBY)) {
      state.standbys().forEach(standby -> restart(faults, standby, listener));
    }
    if (which.contains(Component.PRIMARY)) {
      restart(faults, state.primary(), listener);
    }
    return held(
        () -> {
          Optional<LocalRouter> router =
              new LocalPlanner(settings, spec, folder).routed(folder.state());
          if (which.contains(Component.ROUTER) && router.isPresent()) {
            router.get().restart(folder.state(), folder.secrets());
            router.get().awaitReady(folder.state(), BOUND);
            tell(listener, LocalPlanner.ROUTER, LocalRouter.NAME);
          }
          new LocalAwaiter(spec, folder, new LocalRoutes(spec, folder), listener).await(BOUND);
          return spec;
        });
  }

  private static void restart(LocalFaults faults, String instance, ProgressListener listener) {
    faults.restart(instance);
    tell(listener, LocalPlanner.INSTANCE, instance);
  }

  private static void tell(ProgressListener listener, String kind, String name) {
    listener.on(new ProgressEvent(new ObjectId(kind, name), State.APPLIED, "restarted"));
  }
}
