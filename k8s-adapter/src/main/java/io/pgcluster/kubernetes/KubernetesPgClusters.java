package io.pgcluster.kubernetes;

import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.pgcluster.PgClusterException;
import io.pgcluster.chart.LiveChart;
import io.pgcluster.credential.SecretSource;
import io.pgcluster.export.ClusterExport;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Component;
import io.pgcluster.manifest.Labels;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.ClusterSummary;
import io.pgcluster.runtime.ClusterWatch;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.PgClusterRuntime;
import io.pgcluster.runtime.Plan;
import io.pgcluster.runtime.PreflightReport;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.yaml.PgClusterYaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Clusters in a namespace of a Kubernetes. Needs no more rights than {@link #requiredRole()}.
 *
 * <pre>{@code
 * try (var clusters = KubernetesPgClusters.connect().inNamespace("db");
 *     var orders = clusters.apply(cluster, ConsoleProgress.create())) {
 *   orders.await(Duration.ofMinutes(5), ConsoleProgress.create());
 *   System.out.println(orders.verify().render());
 * }
 * }</pre>
 *
 * <p>Everything is written by server-side apply under the field manager {@code pgcluster}: one call
 * per object, seventeen others (up to three more where the description asks for node ports or
 * static volumes), and one for each object that is not described any more. Calls are sent again for
 * about half a minute when the server is in trouble. Waiting takes five lists and five watches. A
 * Lease with the cluster's name keeps two processes from changing it at once.
 *
 * <p>Immutable but for the client inside, and thread-safe. The variants that {@code inNamespace}
 * and the like return share that client: closing one closes it for all, unless it is the caller's.
 *
 * @since 0.1
 */
public final class KubernetesPgClusters implements PgClusterRuntime {
  /**
   * How long things may take.
   *
   * @param lock until another process is done with the cluster
   * @param delete until a deleted cluster is gone
   */
  record Patience(Duration lock, Duration delete) {}

  private static final Patience PATIENCE =
      new Patience(Duration.ofSeconds(30), Duration.ofMinutes(5));

  private final KubernetesClient client;
  private final boolean own;
  private final boolean inside;
  private final PgClusterYaml yaml;
  private final KubeApi api;

  private KubernetesPgClusters(
      KubernetesClient client, boolean own, boolean inside, PgClusterYaml yaml, KubeApi api) {
    this.client = client;
    this.own = own;
    this.inside = inside;
    this.yaml = yaml;
    this.api = api;
  }

  /**
   * Connects as {@code kubectl} would: by the file that {@code KUBECONFIG} names, by {@code
   * ~/.kube/config}, or inside a pod by its service account. Nothing is sent yet.
   *
   * @return clusters in the namespace of that context, or {@code default}
   */
  public static KubernetesPgClusters connect() {
    return owning(new ConfigBuilder().build());
  }

  /**
   * Connects by a kubeconfig's current context. Nothing is sent yet.
   *
   * @param kubeconfig the file
   * @return clusters in the namespace of that context, or {@code default}
   * @throws PgClusterException if there is no such file
   */
  public static KubernetesPgClusters connect(Path kubeconfig) {
    if (!Files.isReadable(kubeconfig)) {
      throw new PgClusterException(
          "kubeconfig %s: cannot be read; give the path of one".formatted(kubeconfig));
    }
    return owning(Config.fromKubeconfig(kubeconfig.toFile()));
  }

  private static KubernetesPgClusters owning(Config config) {
    config.setRequestRetryBackoffLimit(0);
    config.setUserAgent(userAgent());
    KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
    return of(client, true);
  }

  /**
   * Uses a client of the caller's, which is never closed from here.
   *
   * @param client the client, open as long as this is used
   * @return clusters in the client's namespace, or {@code default}
   */
  public static KubernetesPgClusters using(KubernetesClient client) {
    return of(client, false);
  }

  private static KubernetesPgClusters of(KubernetesClient client, boolean own) {
    String namespace = Optional.ofNullable(client.getNamespace()).orElse("default");
    KubeApi api =
        new KubeApi(new Fabric8Transport(client, userAgent()), namespace, RetryPolicy.STANDARD);
    return new KubernetesPgClusters(
        client, own, Surroundings.inPod(), PgClusterYaml.standard(), api);
  }

  private static String userAgent() {
    String version = KubernetesPgClusters.class.getPackage().getImplementationVersion();
    return "pgcluster/" + (version == null ? "dev" : version);
  }

  /**
   * The same in another namespace.
   *
   * @param namespace which has to exist
   * @return shares the client of this
   */
  public KubernetesPgClusters inNamespace(String namespace) {
    return new KubernetesPgClusters(client, own, inside, yaml, api.inNamespace(namespace));
  }

  /**
   * The same with another form of stored descriptions, for kinds of storage of other modules.
   *
   * @param form as {@link PgClusterYaml#with} makes it
   * @return shares the client of this
   */
  public KubernetesPgClusters reading(PgClusterYaml form) {
    return new KubernetesPgClusters(client, own, inside, form, api);
  }

  /**
   * Says from where connections are made; by default that is inside exactly when this program runs
   * in a pod.
   *
   * @param reachable whether Services can be reached by name; if not, connections are port-forwards
   * @return shares the client of this
   */
  public KubernetesPgClusters reachingServices(boolean reachable) {
    return new KubernetesPgClusters(client, own, reachable, yaml, api);
  }

  /**
   * All that this library needs to be allowed in the namespace, also in the file {@code
   * required-role.yaml} beside this class. PersistentVolumes and StorageClasses are in no
   * namespace: who describes static volumes needs get, create, patch and delete on the former, who
   * describes a class get, create and patch on the latter, or has them made by others.
   *
   * @return a Role named {@code pgcluster}, in no namespace yet
   */
  public static Role requiredRole() {
    return Rights.role();
  }

  /**
   * {@link #requiredRole()} and what {@link #watch} needs besides to notice within a second that
   * others changed something; without it some changes are noticed after ten.
   *
   * @return a Role named {@code pgcluster}, in no namespace yet
   */
  public static Role watchingRole() {
    return Rights.watchingRole();
  }

  @Override
  public PreflightReport preflight(PgCluster cluster) {
    return applier().preflight(cluster);
  }

  /**
   * {@inheritDoc}
   *
   * @throws PreflightException if it is refused
   * @throws ClusterBusyException if another process keeps changing the cluster
   * @throws KubernetesApiException if a call fails; applying again goes on from there
   */
  @Override
  public RunningPgCluster apply(PgCluster cluster, ProgressListener listener) {
    applier().apply(cluster, listener);
    return running(stored().withoutSecrets(cluster));
  }

  /**
   * {@inheritDoc}
   *
   * @throws KubernetesApiException if a call fails
   */
  @Override
  public Plan plan(PgCluster desired) {
    return applier().plan(desired);
  }

  /**
   * {@inheritDoc}
   *
   * @throws PreflightException if it is refused
   * @throws ClusterBusyException if another process keeps changing the cluster
   * @throws KubernetesApiException if a call fails; applying again goes on from there
   */
  @Override
  public RunningPgCluster apply(Plan plan, Impact allowed, ProgressListener listener) {
    applier().apply(plan, allowed, listener);
    return running(stored().withoutSecrets(plan.desired()));
  }

  /**
   * Keeps a cluster as it is described while this program runs: whatever others change or delete of
   * it is put back, what is not there yet is made. It watches the cluster's objects, and plans
   * every ten seconds besides for what only SQL knows. A call that fails is tried again, later each
   * time; an API server that is away is waited for.
   *
   * <p>A Lease says who watches. Who comes last takes it: the other one sees that within two
   * seconds and hands over. So it does when another process describes the cluster anew, or deletes
   * it.
   *
   * @param desired the description, with its secrets
   * @param allowed the worst that may be done without asking; what costs more is {@code BLOCKED}
   * @param listener told of what happens
   * @return watching until it is closed
   */
  public ClusterWatch watch(PgCluster desired, Impact allowed, ClusterWatch.Listener listener) {
    return new WatchLoop(api, desired, allowed, applier(), listener).start();
  }

  /**
   * The same with all allowed that does not stop writes.
   *
   * @param desired the description, with its secrets
   * @return watching until it is closed
   */
  public ClusterWatch watch(PgCluster desired) {
    return watch(desired, Impact.STANDBY_RESTART, ClusterWatch.Listener.NONE);
  }

  private Applier applier() {
    return new Applier(
        api,
        stored(),
        SecretSource.strong(),
        PATIENCE.lock(),
        new LiveClusterSql(client, api, inside),
        Applier.ROLLING);
  }

  private StoredSpec stored() {
    return new StoredSpec(yaml);
  }

  private RunningPgCluster running(PgCluster cluster) {
    return new KubernetesRunningCluster(
        api,
        cluster,
        new Routes(client, api, cluster, inside),
        PATIENCE,
        new SpecChanges(api, stored(), applier(), this::running),
        new Rotations(api, stored(), PATIENCE.lock()));
  }

  @Override
  public Optional<RunningPgCluster> find(String name) {
    return Futures.get(api.get(Kind.CONFIG_MAP, new ObjectNames(name).owner()))
        .filter(owner -> Json.label(owner, Labels.CLUSTER).equals(name))
        .map(stored()::read)
        .map(this::running);
  }

  @Override
  public List<ClusterSummary> list() {
    JsonNode owners =
        Futures.get(
            api.list(
                Kind.CONFIG_MAP,
                java.util.Map.of(
                    Labels.MANAGED_BY,
                    Labels.APPLICATION,
                    Labels.COMPONENT,
                    Component.CLUSTER.label())));
    return Existing.items(owners).stream()
        .filter(owner -> owner.path("data").has(StoredSpec.KEY))
        .map(stored()::read)
        .map(KubernetesPgClusters::summary)
        .sorted(Comparator.comparing(ClusterSummary::name))
        .toList();
  }

  private static ClusterSummary summary(PgCluster cluster) {
    return new ClusterSummary(
        cluster.name(),
        cluster.postgres().version(),
        cluster.standbys().count(),
        cluster.router().pods());
  }

  /**
   * Reads an installation of the Helm chart of 2018 in this namespace. Writes nothing. Needs the
   * right to get its PersistentVolume to know the disk's zone; without it, the disk is taken to be
   * what the chart named the volume after.
   *
   * @return what it says of itself, for an import and a plan of how to move
   * @throws PgClusterException if there is none, or more than one
   * @throws KubernetesApiException if a call fails
   */
  public LiveChart findChart() {
    return ChartReader.read(api);
  }

  /**
   * A cluster for other tools, with the passwords that it has in this namespace; new ones where it
   * is not there.
   *
   * @param cluster the description
   * @return what can be written to files
   * @throws KubernetesApiException if a call fails
   */
  public ClusterExport export(PgCluster cluster) {
    Optional<ClusterSecrets> secrets =
        Futures.get(api.get(Kind.SECRET, new ObjectNames(cluster.name()).credentials()))
            .map(Credentials::read);
    return ClusterExport.of(
        cluster, api.namespace(), ClusterSecrets.complete(cluster, secrets, SecretSource.strong()));
  }

  @Override
  public void close() {
    if (own) {
      client.close();
    }
  }

  /** Says where. */
  @Override
  public String toString() {
    return "PgClusters in namespace %s of %s".formatted(api.namespace(), api.server());
  }
}
