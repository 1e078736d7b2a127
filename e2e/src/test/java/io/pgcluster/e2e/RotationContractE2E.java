package io.pgcluster.e2e;

import io.pgcluster.runtime.PgClusterRuntime;
import io.pgcluster.runtime.RotationContract;
import io.pgcluster.spec.PgClusterBuilder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How every runtime rotates passwords, on Kubernetes, with two routers. */
class RotationContractE2E extends RotationContract {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("rotations");

  private final TwoUsers users = TwoUsers.of(NAMESPACE);

  @Override
  protected PgClusterRuntime runtime() {
    return users.first();
  }

  @Override
  protected PgClusterRuntime another() {
    return users.second();
  }

  @Override
  protected PgClusterBuilder described() {
    return Specs.small("orders").standbys(2).router(r -> r.pods(2));
  }
}
