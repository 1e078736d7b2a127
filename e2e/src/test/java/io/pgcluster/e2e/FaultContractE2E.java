package io.pgcluster.e2e;

import io.pgcluster.runtime.FaultContract;
import io.pgcluster.runtime.PgClusterRuntime;
import io.pgcluster.spec.PgClusterBuilder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The faults that can be made on Kubernetes; those that cannot are refused. */
class FaultContractE2E extends FaultContract {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("fault-contract");

  private final TwoUsers users = TwoUsers.whoMayDeletePodsOf(NAMESPACE);

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
