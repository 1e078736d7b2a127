package io.pgcluster.kubernetes;

import io.pgcluster.credential.Password;
import io.pgcluster.credential.SecretSource;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.yaml.PgClusterYaml;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A cluster to apply, and what applies it. */
final class Clusters {
  static final String OWNER = "/api/v1/namespaces/db/configmaps/orders";
  static final String CREDENTIALS = "/api/v1/namespaces/db/secrets/orders-credentials";
  static final String LEASE = "/apis/coordination.k8s.io/v1/namespaces/db/leases/orders";

  private Clusters() {}

  static PgCluster orders() {
    return PgClusterBuilder.named("orders").build();
  }

  static StoredSpec stored() {
    return new StoredSpec(PgClusterYaml.standard());
  }

  static Applier applier(FakeKubernetes kubernetes, Duration patience) {
    return new Applier(kubernetes.api(), stored(), new Counting(), patience);
  }

  static List<ProgressEvent> apply(FakeKubernetes kubernetes) {
    List<ProgressEvent> events = new ArrayList<>();
    applier(kubernetes, Duration.ofSeconds(5)).apply(orders(), events::add);
    return events;
  }

  /** The same secrets each time, so that end states can be compared. */
  static final class Counting implements SecretSource {
    private int count;

    @Override
    public Password password() {
      count++;
      return Password.of("generated-password-number-" + count);
    }

    @Override
    public byte[] salt() {
      return new byte[16];
    }
  }
}
