package io.pgcluster.manifest;

import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.pgcluster.config.HbaRule;
import io.pgcluster.config.PgpoolConf;
import io.pgcluster.credential.Password;
import io.pgcluster.credential.PoolPasswdEntry;
import io.pgcluster.image.ImageContract;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Role;
import io.pgcluster.spec.ServiceSettings;
import io.pgcluster.spec.Spread;
import io.pgcluster.spec.Toleration;
import io.pgcluster.storage.CsiDisk;
import io.pgcluster.storage.CsiVolume;
import io.pgcluster.storage.EphemeralStorage;
import io.pgcluster.storage.PvcStorage;
import io.pgcluster.yaml.Clusters;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** A setting that is changed, and the objects that are other ones for it; any go together. */
enum Change {
  PARAMETER(b -> b.parameter("work_mem", "8MB"), "ConfigMap/orders-postgres"),
  HBA(b -> b.hba(rule()), "ConfigMap/orders-postgres"),
  SETUP_SQL(b -> b.setupSql(Change.SQL), "Secret/orders-bootstrap"),
  DATABASE(
      b -> b.database(Database.named("more").withExtensions("hstore")), "Secret/orders-bootstrap"),
  ROLE(
      b -> b.role("more"),
      "Secret/orders-bootstrap",
      "Secret/orders-credentials",
      "Secret/orders-router"),
  SUPERUSER(
      b -> b.superuser(Role.named("Root of all")),
      "ConfigMap/orders-postgres",
      "Secret/orders-bootstrap",
      "Secret/orders-credentials",
      "Secret/orders-router",
      "StatefulSet/orders-primary",
      "StatefulSet/orders-replica"),
  REPLICATION_USER(
      b -> b.replicationUser(Role.named("all")),
      "StatefulSet/orders-replica",
      "ConfigMap/orders-postgres",
      "Secret/orders-bootstrap",
      "Secret/orders-credentials"),
  MD5(
      b -> b.postgres(p -> p.passwordEncryption(PasswordEncryption.MD5)),
      "ConfigMap/orders-postgres",
      "ConfigMap/orders-router",
      "Secret/orders-bootstrap",
      "Secret/orders-credentials",
      "Secret/orders-router"),
  PORT(
      b -> b.postgres(p -> p.port(5433)),
      "ConfigMap/orders-postgres",
      "ConfigMap/orders-router",
      "Service/orders-instances",
      "Service/orders-primary",
      "Service/orders-replica",
      "Service/orders-replica-0",
      "Service/orders-replica-1",
      "StatefulSet/orders-primary",
      "StatefulSet/orders-replica",
      "Deployment/orders-router"),
  OWN_IMAGE(
      b -> b.postgres(p -> p.image("own/postgres", ownImage())),
      "StatefulSet/orders-primary",
      "StatefulSet/orders-replica"),
  PRIMARY_PODS(
      b ->
          b.primary(
              p ->
                  p.resources(r -> r.request("memory", "1Gi"))
                      .nodeSelector("disk", "ssd")
                      .label("tier", "data")
                      .annotation("a", "b")
                      .spread(Spread.required("topology.kubernetes.io/zone"))),
      "StatefulSet/orders-primary"),
  STANDBY_PODS(
      b ->
          b.standbys(
              s ->
                  s.toleration(Toleration.equal("dedicated", "db", "NoSchedule"))
                      .affinity(
                          new AffinityBuilder().withNewNodeAffinity().endNodeAffinity().build())),
      "StatefulSet/orders-replica"),
  ROUTER_PODS(b -> b.router(r -> r.nodeSelector("pool", "web")), "Deployment/orders-router"),
  ROUTER_COUNT(
      b -> b.router(r -> r.pods(3)),
      "Deployment/orders-router",
      "ConfigMap/orders-postgres",
      "StatefulSet/orders-primary",
      "StatefulSet/orders-replica"),
  ROUTER_PORT(
      b -> b.router(r -> r.port(9999)),
      "ConfigMap/orders-router",
      "Service/orders-router",
      "Deployment/orders-router"),
  ROUTER_PARAMETER(
      b -> b.router(r -> r.parameter("child_life_time", "60")),
      "ConfigMap/orders-router",
      "Deployment/orders-router"),
  POOL_PASSWD(
      b -> b.router(r -> r.poolPasswd(PoolPasswdEntry.md5("by hand", Password.of(Change.BY_HAND)))),
      "Secret/orders-router"),
  NODE_PORT(
      b -> b.router(r -> r.service(s -> s.type(ServiceSettings.Type.NODE_PORT).nodePort(30435))),
      "Service/orders-router",
      "NetworkPolicy/orders-router"),
  LOAD_BALANCER(
      b -> b.primary(p -> p.service(s -> s.type(ServiceSettings.Type.LOAD_BALANCER))),
      "Service/orders-primary",
      "NetworkPolicy/orders-primary"),
  STORAGE_CLASS(
      b -> b.standbys(s -> s.storage(PvcStorage.size("20Gi").withStorageClass("fast"))),
      "StatefulSet/orders-replica"),
  STATIC_DISK(
      b -> b.primary(p -> p.storage(CsiVolume.of("disk.example.com", "20Gi", CsiDisk.of("d-1")))),
      "PersistentVolume/d-1",
      "PersistentVolumeClaim/data-orders-primary-0",
      "StatefulSet/orders-primary"),
  EPHEMERAL(
      b -> b.primary(p -> p.storage(EphemeralStorage.inMemory("1Gi"))),
      "StatefulSet/orders-primary"),
  EXISTING_CLAIM(
      b -> b.primary(p -> p.storage(PvcStorage.existing("mine"))), "StatefulSet/orders-primary"),
  CLIENTS(
      b -> b.kubernetes(k -> k.clientSelector(Map.of("app", "shop"))),
      "NetworkPolicy/orders-primary",
      "NetworkPolicy/orders-replica",
      "NetworkPolicy/orders-router"),
  NO_POLICIES(
      b -> b.kubernetes(k -> k.networkPolicies(false)),
      "NetworkPolicy/orders-primary",
      "NetworkPolicy/orders-replica",
      "NetworkPolicy/orders-router"),
  NO_BUDGETS(
      b -> b.kubernetes(k -> k.disruptionBudgets(false)),
      "PodDisruptionBudget/orders-instances",
      "PodDisruptionBudget/orders-router"),
  PAUSED(
      b -> b.kubernetes(k -> k.paused(true)),
      "StatefulSet/orders-primary",
      "StatefulSet/orders-replica",
      "Deployment/orders-router"),
  PULLING(
      b -> b.kubernetes(k -> k.imagePullPolicy("Always").imagePullSecret("pull")),
      "StatefulSet/orders-primary",
      "StatefulSet/orders-replica",
      "Deployment/orders-router"),
  STANDBY(
      b -> b.standbys(3),
      "ConfigMap/orders-router",
      "Service/orders-replica-2",
      "StatefulSet/orders-replica",
      "Deployment/orders-router");

  /** Secrets that a description can hold itself. */
  static final String SQL = "CREATE TABLE secrets AS SELECT 'secret in the sql'";

  static final String BY_HAND = "secret by hand";

  private final Consumer<PgClusterBuilder> change;
  private final Set<String> objects;

  Change(Consumer<PgClusterBuilder> change, String... objects) {
    this.change = change;
    this.objects = Set.of(objects);
  }

  Set<String> objects() {
    return objects;
  }

  void apply(PgClusterBuilder builder) {
    change.accept(builder);
  }

  /** Descriptions with any texts and any of the changes. */
  static Arbitrary<PgCluster> anyCluster() {
    return Combinators.combine(
            Clusters.any().filter(Change::hasRouterParameters),
            Arbitraries.of(Change.class).set().ofMaxSize(8))
        .as(
            (cluster, changes) -> {
              PgClusterBuilder builder = cluster.toBuilder().withoutDatabases();
              // Owners follow the superuser, who may change.
              cluster.access().databases().forEach(d -> builder.database(d.name()));
              changes.stream().sorted().forEach(c -> c.apply(builder));
              return builder.build();
            });
  }

  private static boolean hasRouterParameters(PgCluster cluster) {
    return cluster.router().parameters().values().stream()
        .allMatch(value -> PgpoolConf.valueProblem(value).isEmpty());
  }

  private static HbaRule rule() {
    return new HbaRule(
        "host", List.of("shop"), List.of("all"), "10.0.0.0/8", "scram-sha-256", Map.of());
  }

  private static ImageContract ownImage() {
    return new ImageContract(
        "own",
        26,
        27,
        "/opt/pg/bin",
        Set.of("initdb", "postgres", "pg_basebackup", "pg_ctl", "psql", "pg_isready", "bash"));
  }
}
