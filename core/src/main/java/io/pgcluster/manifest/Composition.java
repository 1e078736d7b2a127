package io.pgcluster.manifest;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.storage.GroupVolumes;
import java.util.ArrayList;
import java.util.List;

/** Puts the objects of a cluster together, in the order in which they are written. */
final class Composition {
  private final Scope scope;
  private final ClusterSecrets secrets;
  private final List<Manifest> list = new ArrayList<>();
  private final List<Manifest> workloads = new ArrayList<>();

  Composition(Scope scope, ClusterSecrets secrets) {
    this.scope = scope;
    this.secrets = secrets;
  }

  List<Manifest> list() {
    PgCluster cluster = scope.cluster();
    common();
    primary();
    if (cluster.standbys().count() > 0) {
      standbys();
    }
    if (cluster.router().pods() > 0) {
      router();
    }
    list.addAll(workloads);
    return list;
  }

  private void common() {
    Configuration configuration = new Configuration(scope, secrets);
    list.add(Manifest.free(configuration.owner(), Wave.OWNER));
    // Passwords outlive the cluster, as the data that they open does.
    list.add(Manifest.free(configuration.credentials(), Wave.CONFIGURATION));
    configured(configuration.account());
    configured(configuration.bootstrap());
    configured(configuration.postgres());
    configured(new Services(scope).instances());
    if (scope.cluster().kubernetes().disruptionBudgets()) {
      configured(new Policies(scope).instancesBudget());
    }
  }

  private void primary() {
    Instances instances = new Instances(scope);
    GroupVolumes volumes = instances.primaryVolumes();
    stored(volumes);
    configured(new Services(scope).primary());
    policy(Component.PRIMARY, scope.names().primary());
    workloads.add(Manifest.owned(instances.primary(volumes), Wave.WORKLOAD));
  }

  private void standbys() {
    Instances instances = new Instances(scope);
    GroupVolumes volumes = instances.replicaVolumes();
    stored(volumes);
    configured(new Services(scope).replica());
    policy(Component.REPLICA, scope.names().replica());
    workloads.add(Manifest.owned(instances.replica(volumes), Wave.WORKLOAD));
  }

  private void router() {
    Configuration configuration = new Configuration(scope, secrets);
    configured(configuration.routerSecret());
    configured(configuration.router());
    configured(new Services(scope).router());
    scope.standbyNames().map(new Services(scope)::standby).forEach(this::configured);
    if (scope.cluster().kubernetes().disruptionBudgets()) {
      configured(new Policies(scope).routerBudget());
    }
    policy(Component.ROUTER, scope.names().router());
    workloads.add(
        Manifest.owned(new Routers(scope).deployment(configuration.routerStart()), Wave.WORKLOAD));
  }

  private void configured(HasMetadata object) {
    list.add(Manifest.owned(object, Wave.CONFIGURATION));
  }

  /** Volumes and claims outlive the cluster. A class of both groups is written once. */
  private void stored(GroupVolumes volumes) {
    volumes.objects().stream()
        .map(object -> Manifest.free(object, Wave.CONFIGURATION))
        .filter(manifest -> !list.contains(manifest))
        .forEach(list::add);
  }

  private void policy(Component component, String name) {
    if (!scope.cluster().kubernetes().networkPolicies()) {
      return;
    }
    PgCluster cluster = scope.cluster();
    var service =
        switch (component) {
          case PRIMARY -> cluster.primary().service();
          case REPLICA -> cluster.standbys().service();
          case ROUTER, CLUSTER -> cluster.router().service();
        };
    configured(new Policies(scope).ingress(component, name, service));
  }
}
