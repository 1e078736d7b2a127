package io.pgcluster.kubernetes;

import io.pgcluster.credential.Password;
import io.pgcluster.credential.PoolPasswd;
import io.pgcluster.credential.SecretData;
import io.pgcluster.jdbc.RotationPlaces;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Component;
import io.pgcluster.manifest.Manifest;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.router.RouterFiles;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The Secrets and pods of a cluster that know passwords; used while its Lease is held. */
final class KubernetesPlaces implements RotationPlaces {
  /** From a refreshed pod's annotation to its file; measured: one to two seconds. */
  private static final Duration LEAD = Duration.ofSeconds(4);

  /** Without the right to that: the kubelet's sync period and its cache, both of a minute. */
  private static final Duration SLOW_LEAD = Duration.ofSeconds(130);

  /** So much later than their moment all routers have changed over. */
  private static final Duration CHANGED = Duration.ofSeconds(1);

  /** So much earlier than the routers logins begin to wait. */
  private static final Duration AHEAD = Duration.ofMillis(300);

  private final KubeApi api;
  private final PgCluster cluster;
  private final String owner;
  private final Routes routes;
  private final ClusterLock lock;
  private final ObjectNames names;
  private final PodRefresh refresh;

  private final SortedMap<String, InetSocketAddress> routers = new TreeMap<>();

  KubernetesPlaces(KubeApi api, PgCluster cluster, String owner, Routes routes, ClusterLock lock) {
    this.api = api;
    this.owner = owner;
    this.cluster = cluster;
    this.routes = routes;
    this.lock = lock;
    this.names = new ObjectNames(cluster.name());
    this.refresh = new PodRefresh(api, cluster.name());
    for (JsonNode pod : ReadyPods.of(api, cluster.name(), Component.ROUTER)) {
      routers.put(Json.name(pod), routes.router(pod));
    }
  }

  @Override
  public ClusterSecrets secrets() {
    return Credentials.of(api, cluster.name());
  }

  @Override
  public void keep(ClusterSecrets secrets) {
    write(secrets, names.credentials(), Map.of());
  }

  /**
   * What the stored description does not have, as it is secret, stays as it is: setup SQL, and
   * entries of the caller's in pool_passwd.
   */
  private void write(ClusterSecrets secrets, String name, Map<String, String> more) {
    lock.check();
    Optional<JsonNode> live = Futures.get(api.get(Kind.SECRET, name));
    Optional<Manifest> manifest =
        Manifests.of(cluster, api.namespace(), secrets)
            .ownedBy(owner)
            .find(Kind.SECRET.name(), name);
    if (manifest.isEmpty() || live.isEmpty()) {
      return;
    }
    ObjectNode tree =
        (ObjectNode) Json.read(new String(manifest.get().json(), StandardCharsets.UTF_8));
    ObjectNode data = (ObjectNode) tree.path("data");
    if (!name.equals(names.credentials())) {
      keepOthers(live.get().path("data"), data);
    }
    more.forEach((key, text) -> data.put(key, SecretData.encode(text)));
    var unused =
        Futures.get(
            api.apply(Kind.SECRET, name, Json.write(tree).getBytes(StandardCharsets.UTF_8)));
  }

  private static void keepOthers(JsonNode live, ObjectNode data) {
    live.properties().stream()
        .filter(entry -> !data.has(entry.getKey()))
        .filter(entry -> !entry.getKey().equals(RouterFiles.SWITCH_AT))
        .forEach(entry -> data.set(entry.getKey(), entry.getValue()));
    String file = RouterFiles.POOL_PASSWD;
    if (live.has(file) && data.has(file)) {
      data.put(file, SecretData.encode(poolPasswd(live).merge(poolPasswd(data)).render()));
    }
  }

  private static PoolPasswd poolPasswd(JsonNode data) {
    return PoolPasswd.parse(SecretData.decode(data.path(RouterFiles.POOL_PASSWD).asString("")));
  }

  @Override
  public String primary() {
    return names.primaryPod();
  }

  @Override
  public List<String> standbys() {
    return ReadyPods.of(api, cluster.name(), Component.REPLICA).stream()
        .map(Json::name)
        .sorted()
        .toList();
  }

  @Override
  public List<String> routers() {
    return List.copyOf(routers.keySet());
  }

  @Override
  public ConnectionInfo at(String place, String role, String database, Password password) {
    if (routers.containsKey(place)) {
      InetSocketAddress router = Objects.requireNonNull(routers.get(place));
      return Routes.info(Route.ROUTED, router, role, database, password);
    }
    boolean primary = place.equals(primary());
    InetSocketAddress address = primary ? routes.address(Route.PRIMARY) : routes.standby(place);
    return Routes.info(primary ? Route.PRIMARY : Route.REPLICA, address, role, database, password);
  }

  @Override
  public void prepare(ClusterSecrets next) {
    if (routers.isEmpty()) {
      bring(next, Map.of());
      return;
    }
    // Before anything else, so that it is known how long it takes.
    boolean fast = refresh.run();
    Clock clock = ServerClock.of(ClusterLock.read(api, cluster.name()));
    Instant at = clock.instant().plus(fast ? LEAD : SLOW_LEAD).truncatedTo(ChronoUnit.SECONDS);
    bring(next, Map.of(RouterFiles.SWITCH_AT, at.getEpochSecond() + "\n"));
    Duration left = Duration.between(clock.instant(), at);
    sleep(isOfForm(next) ? left.plus(CHANGED) : left.minus(AHEAD));
  }

  /**
   * Whether only the form of a password changes. Routers then get along with servers that have
   * either, and no login shows that they have changed over: so they do it before any login waits.
   */
  private static boolean isOfForm(ClusterSecrets next) {
    return next.former().entrySet().stream()
        .anyMatch(f -> f.getValue().password().equals(next.role(f.getKey()).password()));
  }

  private static void sleep(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(Math.max(0, time.toMillis()));
    } catch (InterruptedException e) {
      throw Futures.interrupted(e);
    }
  }

  private void bring(ClusterSecrets secrets, Map<String, String> more) {
    write(secrets, names.bootstrap(), Map.of());
    write(secrets, names.router(), more);
    boolean unused = refresh.run();
  }

  /** All of it is on its way since it was prepared. */
  @Override
  public void publish(ClusterSecrets secrets) {
    lock.check();
  }

  @Override
  public void settle(ClusterSecrets secrets) {
    write(secrets, names.router(), Map.of());
    keep(secrets);
  }

  @Override
  public void withdraw(ClusterSecrets secrets) {
    bring(secrets, Map.of());
    keep(secrets);
  }
}
