package io.pgcluster.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.pgcluster.PgClusterException;
import io.pgcluster.jdbc.AccessChanges;
import io.pgcluster.jdbc.ConfigurationReload;
import io.pgcluster.jdbc.Connector;
import io.pgcluster.jdbc.Replay;
import io.pgcluster.jdbc.ServerRestart;
import io.pgcluster.jdbc.StandbySlots;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.Lsn;
import io.pgcluster.runtime.PlannedChange;
import io.pgcluster.runtime.PlannedChange.Kind;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.RotationReport;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** By the cluster's own addresses. */
final class LiveClusterSql implements ClusterSql {
  private static final String INSTANCE = "Instance";

  /**
   * Where pods may not be refreshed, the kubelet's own time to bring a changed ConfigMap into one,
   * and half as much again.
   */
  private static final Duration RELOAD = Duration.ofSeconds(150);

  /** The checkpoint of a shutdown may take minutes. */
  private static final Duration RESTART = Duration.ofMinutes(5);

  private static final Duration REPLAY = Duration.ofMinutes(5);
  private static final Duration ROTATION = Duration.ofMinutes(2);
  private static final Duration SLOTS = Duration.ofMinutes(2);

  private final KubernetesClient client;
  private final KubeApi api;
  private final boolean inside;

  LiveClusterSql(KubernetesClient client, KubeApi api, boolean inside) {
    this.client = client;
    this.api = api;
    this.inside = inside;
  }

  /** The ways into one cluster. */
  private record Ways(PgCluster cluster, ClusterSecrets secrets, Routes routes) {
    Connector connector() {
      return (route, role, database) -> info(routes.address(route), route, role, database);
    }

    Connector standby(String name) {
      return (route, role, database) -> info(routes.standby(name), route, role, database);
    }

    private ConnectionInfo info(
        InetSocketAddress address, Route route, String role, String database) {
      return Routes.info(route, address, role, database, secrets.role(role).password());
    }

    List<String> standbys() {
      return InstanceNames.of(cluster).standbys();
    }

    ConfigurationReload configuration(String instance) {
      return ConfigurationReload.of(cluster, instance, route(instance), to(instance));
    }

    ServerRestart restart(String instance) {
      return ServerRestart.of(cluster, instance, route(instance), to(instance));
    }

    private Route route(String instance) {
      boolean primary = instance.equals(new ObjectNames(cluster.name()).primaryPod());
      return primary ? Route.PRIMARY : Route.REPLICA;
    }

    private Connector to(String instance) {
      return route(instance) == Route.PRIMARY ? connector() : standby(instance);
    }

    List<String> instances() {
      List<String> all = new ArrayList<>();
      all.add(new ObjectNames(cluster.name()).primaryPod());
      all.addAll(standbys());
      return all;
    }

    boolean isOfNobody(String slot) {
      Pattern ours =
          Pattern.compile(
              Pattern.quote(new ObjectNames(cluster.name()).replica().replace('-', '_') + "_")
                  + "(\\d{1,4})");
      var matcher = ours.matcher(slot);
      return matcher.matches() && Integer.parseInt(matcher.group(1)) >= cluster.standbys().count();
    }
  }

  private void with(PgCluster cluster, ClusterSecrets secrets, Consumer<Ways> work) {
    try (Routes routes = new Routes(client, api, cluster, inside)) {
      work.accept(new Ways(cluster, secrets, routes));
    }
  }

  private static AccessChanges access(Ways ways) {
    Map<String, String> verifiers = new TreeMap<>();
    ways.secrets().roles().forEach((role, secret) -> verifiers.put(role, secret.verifier()));
    return AccessChanges.of(ways.cluster(), ways.connector(), verifiers);
  }

  @Override
  public List<PlannedChange> plan(PgCluster cluster, ClusterSecrets secrets, String configuration) {
    List<PlannedChange> changes = new ArrayList<>();
    with(
        cluster,
        secrets,
        ways -> {
          try {
            if (!configuration.isEmpty()) {
              changes.addAll(unread(ways, configuration));
            }
            changes.addAll(access(ways).plan());
            StandbySlots.of(cluster, ways.connector()).names().stream()
                .filter(ways::isOfNobody)
                .map(
                    slot ->
                        new PlannedChange(
                            Impact.IN_PLACE,
                            Kind.REMOVE,
                            new ObjectId("Slot", slot),
                            List.of(),
                            "its standby is not described any more"))
                .forEach(changes::add);
          } catch (PgClusterException e) {
            if (Thread.currentThread().isInterrupted()) {
              throw e;
            }
            // Whoever cannot be asked is planned by what Kubernetes knows.
            changes.clear();
          }
        });
    return changes;
  }

  private static List<PlannedChange> unread(Ways ways, String configuration) {
    return ways.instances().stream()
        .filter(
            instance -> inForce(ways, instance).filter(c -> !c.equals(configuration)).isPresent())
        .map(
            instance ->
                new PlannedChange(
                    Impact.RELOAD,
                    Kind.CHANGE,
                    new ObjectId(INSTANCE, instance),
                    List.of(),
                    "has not read the configuration that it has"))
        .toList();
  }

  /** Empty of one that is down: it reads its configuration when it starts. */
  private static Optional<String> inForce(Ways ways, String instance) {
    try {
      return Optional.of(ways.configuration(instance).inForce());
    } catch (PgClusterException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  @Override
  public void access(PgCluster cluster, ClusterSecrets secrets, ProgressListener listener) {
    with(cluster, secrets, ways -> access(ways).apply(listener));
  }

  @Override
  public void reload(
      PgCluster cluster, ClusterSecrets secrets, String configuration, ProgressListener listener) {
    with(
        cluster,
        secrets,
        ways -> {
          boolean unused = new PodRefresh(api, cluster.name()).run();
          for (String instance : ways.instances()) {
            ObjectId id = new ObjectId(INSTANCE, instance);
            if (inForce(ways, instance).isEmpty()) {
              listener.on(
                  new ProgressEvent(
                      id, State.PENDING, "does not answer; it reads its files when it starts"));
              continue;
            }
            ways.configuration(instance).await(configuration, RELOAD);
            listener.on(new ProgressEvent(id, State.APPLIED, "has read its configuration"));
          }
        });
  }

  @Override
  public boolean restart(
      PgCluster cluster,
      ClusterSecrets secrets,
      String instance,
      Optional<Runnable> change,
      BooleanSupplier hopeless) {
    AtomicBoolean done = new AtomicBoolean();
    with(
        cluster,
        secrets,
        ways -> {
          ServerRestart restart = ways.restart(instance);
          done.set(
              change.isPresent()
                  ? restart.after(change.get(), RESTART, hopeless)
                  : restart.run(RESTART, hopeless));
        });
    return done.get();
  }

  @Override
  public void replayed(PgCluster cluster, ClusterSecrets secrets) {
    with(
        cluster,
        secrets,
        ways -> {
          Lsn position = Replay.position(cluster, ways.connector());
          for (String standby : ways.standbys()) {
            Replay.of(cluster, standby, ways.standby(standby)).await(position, REPLAY);
          }
        });
  }

  @Override
  public void dropSlots(PgCluster cluster, ClusterSecrets secrets) {
    with(
        cluster,
        secrets,
        ways -> StandbySlots.of(cluster, ways.connector()).drop(ways::isOfNobody, SLOTS));
  }

  @Override
  public void finishRotations(
      PgCluster cluster,
      ClusterSecrets begun,
      String owner,
      ClusterLock lock,
      ProgressListener listener) {
    try (Routes routes = new Routes(client, api, cluster, inside)) {
      new KubernetesPlaces(api, cluster, owner, routes, lock).keep(begun);
      Rotations.rotation(api, cluster, owner, routes, lock)
          .finish(ROTATION, listener)
          .forEach(RotationReport::requireOk);
    }
  }
}
