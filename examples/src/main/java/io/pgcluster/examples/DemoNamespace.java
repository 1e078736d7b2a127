package io.pgcluster.examples;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pgcluster.PgClusterException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A namespace of the demo's own. When the demo is interrupted it goes, or stays if it should. */
final class DemoNamespace implements AutoCloseable {
  private final KubernetesClient client;
  private final String name;
  private final boolean keep;
  private final AtomicBoolean settled = new AtomicBoolean();

  private DemoNamespace(KubernetesClient client, String name, boolean keep) {
    this.client = client;
    this.name = name;
    this.keep = keep;
  }

  /** With the strictest Pod Security there is: the library's pods pass it. */
  static DemoNamespace create(KubernetesClient client, boolean keep) {
    var wanted =
        new NamespaceBuilder()
            .withNewMetadata()
            .withGenerateName("pgcluster-demo-")
            .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
            .endMetadata()
            .build();
    String name;
    try {
      name = client.resource(wanted).create().getMetadata().getName();
    } catch (KubernetesClientException e) {
      String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      throw new PgClusterException(
          "Kubernetes at %s: makes no namespace for the demo: %s; see what KUBECONFIG names"
              .formatted(client.getMasterUrl(), reason),
          e);
    }
    DemoNamespace namespace = new DemoNamespace(client, name, keep);
    Runtime.getRuntime().addShutdownHook(new Thread(namespace::interrupted));
    return namespace;
  }

  String name() {
    return name;
  }

  private void interrupted() {
    if (settled.compareAndSet(false, true)) {
      if (keep) {
        sayHowToRemove();
      } else {
        client.namespaces().withName(name).delete();
        System.err.println("\ndemo: interrupted; namespace " + name + " is being deleted");
      }
    }
  }

  private void sayHowToRemove() {
    System.out.println("To remove it all: kubectl delete namespace " + name);
  }

  @Override
  public void close() {
    if (!settled.compareAndSet(false, true)) {
      return;
    }
    if (keep) {
      sayHowToRemove();
      return;
    }
    var namespace = client.namespaces().withName(name);
    namespace.delete();
    namespace.waitUntilCondition(n -> n == null, 3, TimeUnit.MINUTES);
    System.out.println("Namespace " + name + " is gone.");
  }
}
