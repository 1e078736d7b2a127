package io.pgcluster.e2e;

import io.pgcluster.runtime.ChangeContract;
import io.pgcluster.runtime.PgClusterRuntime;
import io.pgcluster.spec.PgClusterBuilder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How every runtime changes a cluster, on Kubernetes. */
class ChangeContractE2E extends ChangeContract {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("changes");

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
    return Specs.small("orders").standbys(2);
  }
}
