package io.pgcluster.examples;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.pgcluster.kubernetes.ConsoleProgress;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.DeletePolicy;
import io.pgcluster.runtime.Route;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** The demo on the Kubernetes that {@code KUBECONFIG} names, in a namespace of its own. */
final class DemoOnKubernetes {
  private DemoOnKubernetes() {}

  static boolean run(boolean tour, boolean keep, boolean ask) throws IOException, SQLException {
    var config = new ConfigBuilder().withRequestRetryBackoffLimit(0).build();
    DemoSteps steps = new DemoSteps();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
        DemoNamespace namespace = DemoNamespace.create(client, keep);
        var clusters = KubernetesPgClusters.using(client).inNamespace(namespace.name())) {
      System.out.println(Demo.CLUSTER + "\n" + clusters);
      var progress = ConsoleProgress.create();
      try (var running = clusters.apply(Demo.CLUSTER, progress)) {
        running.await(Duration.ofMinutes(10), progress);
        steps.said("a cluster in namespace " + namespace.name() + " works");
        boolean proven =
            tour ? new DemoTour(clusters, steps).tell(Demo.CLUSTER, true) : steps.tell(running);
        System.out.println(connecting(namespace.name()));
        if (!keep) {
          if (ask) {
            Demo.ask(running.connection(Route.ROUTED, DemoSteps.ROLE).jdbcUrl());
          }
          running.delete(DeletePolicy.DELETE_VOLUMES, ConsoleProgress.create());
          steps.said("deleted, with its volumes; the namespace follows");
        }
        return proven;
      }
    }
  }

  private static String connecting(String namespace) {
    ObjectNames names = new ObjectNames(Demo.CLUSTER.name());
    return """
        To connect as %1$s, whose password this prints
          kubectl -n %2$s get secret %3$s -o go-template='{{index .data "password.%1$s" | base64decode}}'
        from a pod of the namespace
          kubectl -n %2$s exec -it %4$s -- psql -h %5$s -U %1$s %6$s
        from this machine
          kubectl -n %2$s port-forward service/%5$s 5432
          psql -h localhost -U %1$s %6$s
        """
        .formatted(
            DemoSteps.ROLE,
            namespace,
            names.credentials(),
            names.primaryPod(),
            names.router(),
            Demo.CLUSTER.defaultDatabase());
  }
}
