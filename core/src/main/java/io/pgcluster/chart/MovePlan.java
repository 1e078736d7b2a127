package io.pgcluster.chart;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.Impact;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.ServiceSettings;
import io.pgcluster.topology.InstanceFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How an installation of the chart becomes a cluster of this library on the same disk. The chart's
 * PostgreSQL is older than what is described and its servers cannot share a data folder, so the
 * data are dumped onto the disk beside the old folder, and restored from there; the old folder
 * stays until somebody removes it. Immutable; has no secrets.
 *
 * @param live what there is
 * @param cluster what it becomes
 * @param steps in order
 * @since 0.1
 */
public record MovePlan(LiveChart live, PgCluster cluster, List<MoveStep> steps) {
  private static final String FOLDER = "pgcluster-move";

  /** Keeps its own copy. */
  public MovePlan {
    steps = List.copyOf(steps);
  }

  /**
   * Plans a move.
   *
   * @param live what there is
   * @param cluster its import, changed or not
   * @return the steps, none of which is done yet
   * @throws PgClusterException if the primary's claim is bound to no disk
   */
  public static MovePlan of(LiveChart live, PgCluster cluster) {
    return new MovePlan(live, cluster, new Steps(live, cluster).all());
  }

  /** The applying itself, for which there is no command but a program's. */
  private static final String APPLY = "# clusters.apply(report.cluster(), progress).await(…)";

  private static final class Steps {
    private final LiveChart live;
    private final PgCluster cluster;
    private final String volume;
    private final String kubectl;
    private final List<MoveStep> steps = new ArrayList<>();

    Steps(LiveChart live, PgCluster cluster) {
      this.live = live;
      this.cluster = cluster;
      this.kubectl = "kubectl -n " + live.namespace();
      this.volume =
          live.volume()
              .orElseThrow(
                  () ->
                      new PgClusterException(
                          "claim %s in namespace %s: is bound to no volume, so there are no data to move; apply the import as a new cluster"
                              .formatted(live.claim(), live.namespace())));
    }

    List<MoveStep> all() {
      before();
      dump();
      stop();
      disk();
      start();
      after();
      return steps;
    }

    private void step(String title, Impact impact, String why, String... commands) {
      steps.add(new MoveStep(title, impact, why, List.of(commands)));
    }

    private void before() {
      step(
          "Keep what there is",
          Impact.NO_OP,
          "The way back. The file holds the passwords. Never run helm delete: it would delete the volume of the disk, whoever uses it",
          "umask 077",
          kubectl
              + " get deployment,statefulset,service,configmap,secret,pvc -o yaml >before-the-move.yaml");
      step(
          "Keep the disk whatever happens to its volume",
          Impact.IN_PLACE,
          "And take a snapshot of the disk %s"
              .formatted(live.values().getOrDefault("primary.pv.volumeId", volume)),
          "kubectl patch pv %s --type merge -p '{\"spec\":{\"persistentVolumeReclaimPolicy\":\"Retain\"}}'"
              .formatted(volume));
    }

    private void dump() {
      live.router()
          .ifPresent(
              router ->
                  step(
                      "Send clients away",
                      Impact.PRIMARY_RESTART,
                      "From here to the last step nothing can be written. Who connects to the Service of %s and not to pgpool has to be stopped too"
                          .formatted(live.deployment()),
                      "%s scale deployment %s --replicas=0".formatted(kubectl, router),
                      "%s wait --for=delete pod -l name=%s --timeout=5m"
                          .formatted(kubectl, router)));
      List<String> commands = new ArrayList<>();
      String exec = "%s exec deployment/%s -- ".formatted(kubectl, live.deployment());
      commands.add(exec + "mkdir -p /pgdata/" + FOLDER);
      for (Database database : cluster.access().databases()) {
        commands.add(
            "%spg_dump -h /tmp -U postgres -Fc -f %s %s"
                .formatted(
                    exec,
                    quoted("/pgdata/%s/%s.dump".formatted(FOLDER, database.name())),
                    quoted(database.name())));
      }
      commands.add(exec + "chmod -R g+rX /pgdata/" + FOLDER);
      commands.add(
          exec
              + "psql -h /tmp -U postgres -d postgres -c 'SELECT datname, pg_size_pretty(pg_database_size(datname)) FROM pg_database'");
      step(
          "Dump onto the disk",
          Impact.DATA_MOVEMENT,
          "The disk needs room for the dump and for the restored data beside the old ones; the last command shows the sizes, and databases that are not described, which have to be dumped too",
          commands.toArray(String[]::new));
    }

    private void stop() {
      List<String> commands = new ArrayList<>();
      live.statefulSet()
          .ifPresent(
              set -> commands.add("%s scale statefulset %s --replicas=0".formatted(kubectl, set)));
      commands.add("%s scale deployment %s --replicas=0".formatted(kubectl, live.deployment()));
      commands.add(
          "%s wait --for=delete pod -l name=%s --timeout=5m".formatted(kubectl, live.deployment()));
      step(
          "Stop the old servers",
          Impact.PRIMARY_RESTART,
          "Two servers never share a disk: nothing goes on before the old one is gone",
          commands.toArray(String[]::new));
    }

    private void disk() {
      step(
          "Free the disk",
          Impact.IN_PLACE,
          "The objects go and the disk stays: what a volume is cannot be changed, and its name is the new one's too",
          "%s delete pvc %s".formatted(kubectl, live.claim()),
          "kubectl delete pv " + volume);
      List<String> services = services();
      step(
          "Free names and ports",
          Impact.IN_PLACE,
          "The new router wants the node port, and the old names are to lead to the new cluster",
          "%s delete service %s --ignore-not-found".formatted(kubectl, String.join(" ", services)));
    }

    private List<String> services() {
      List<String> names = new ArrayList<>(List.of(live.deployment()));
      live.statefulSet().ifPresent(names::add);
      live.router().ifPresent(names::add);
      return names;
    }

    private void start() {
      step(
          "Apply the description",
          Impact.DATA_MOVEMENT,
          "A new data folder beside the old one on the disk; standbys clone it. plan(report.cluster()) shows the objects before",
          APPLY);
      List<String> commands = new ArrayList<>();
      String exec = "%s exec %s-primary-0 -- ".formatted(kubectl, cluster.name());
      for (Database database : cluster.access().databases()) {
        commands.add(
            "%spg_restore --exit-on-error --no-owner --role=%s -d %s %s"
                .formatted(
                    exec,
                    quoted(database.owner().orElse(cluster.access().superuser().name())),
                    quoted(database.name()),
                    quoted(
                        "%s/%s/%s.dump".formatted(InstanceFiles.DATA, FOLDER, database.name()))));
      }
      step(
          "Restore",
          Impact.DATA_MOVEMENT,
          "What is restored belongs to the database's owner. It stops at the first error: a role or an extension that is not described",
          commands.toArray(String[]::new));
      step(
          "Prove it",
          Impact.NO_OP,
          "Replication, routing and every login, in SQL",
          "# clusters.find(\"%s\").orElseThrow().verify()".formatted(cluster.name()));
    }

    private void after() {
      String host = "%s.%s.svc.cluster.local";
      List<String> commands = new ArrayList<>();
      alias(commands, live.deployment(), cluster.name() + "-primary", host);
      live.statefulSet().ifPresent(s -> alias(commands, s, cluster.name() + "-replica", host));
      live.router().ifPresent(r -> alias(commands, r, cluster.name() + "-router", host));
      String port =
          cluster.router().service().type() == ServiceSettings.Type.NODE_PORT
              ? "; the node port is the same"
              : "";
      step(
          "Lead the old names to the new cluster",
          Impact.IN_PLACE,
          "Clients go on with their passwords" + port,
          commands.toArray(String[]::new));
      List<String> leftovers = new ArrayList<>();
      live.statefulSet().ifPresent(s -> leftovers.add("statefulset/" + s));
      leftovers.add("deployment/" + live.deployment());
      live.router().ifPresent(r -> leftovers.add("deployment/" + r));
      step(
          "Remove what is left",
          Impact.DATA_LOSS,
          "When nobody wants to go back. Way back until here: delete the cluster and keep its volumes, apply before-the-move.yaml, chmod 700 the old data folder, scale up",
          "%s delete %s".formatted(kubectl, String.join(" ", leftovers)),
          "%s delete %s --ignore-not-found".formatted(kubectl, String.join(" ", data())),
          "%s exec %s-primary-0 -- rm -r %s/%s %s/%s"
              .formatted(
                  kubectl,
                  cluster.name(),
                  InstanceFiles.DATA,
                  FOLDER,
                  InstanceFiles.DATA,
                  live.dataFolder()));
    }

    /** The chart has fixed names for them. */
    private List<String> data() {
      List<String> names =
          new ArrayList<>(
              List.of(
                  "secret/pgprimary-secret",
                  "secret/pgpool-secrets",
                  "configmap/primary-deployment-pgconf",
                  "configmap/pgpool-pgconf"));
      for (int i = 0; i < live.standbys(); i++) {
        names.add("pvc/pgdata-%s-%d".formatted(live.statefulSet().orElse(""), i));
      }
      return names;
    }

    private void alias(List<String> commands, String old, String now, String host) {
      commands.add(
          "%s create service externalname %s --external-name %s"
              .formatted(kubectl, old, host.formatted(now, live.namespace())));
    }

    private static String quoted(String text) {
      return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
  }

  /**
   * The plan for people: each step with what it costs, why, and its commands.
   *
   * @return lines
   */
  public String render() {
    StringBuilder out = new StringBuilder();
    out.append(
        "Move of %s in %s to the cluster %s, keeping the disk %s\n"
            .formatted(
                live.deployment(), live.namespace(), cluster.name(), live.volume().orElse("")));
    if (live.flexVolume()) {
      out.append("  its volume is a flexVolume: the new one is of the CSI driver\n");
    }
    for (int i = 0; i < steps.size(); i++) {
      MoveStep step = steps.get(i);
      out.append(
          "\n%d. %s (%s)\n   %s\n"
              .formatted(i + 1, step.title(), step.impact().title(), step.why()));
      out.append(
          step.commands().stream().map(c -> "     " + c + "\n").collect(Collectors.joining()));
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return "MovePlan[%s to %s, %d steps]"
        .formatted(live.deployment(), cluster.name(), steps.size());
  }
}
