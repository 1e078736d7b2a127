package io.pgcluster.e2e;

import io.pgcluster.runtime.PgClusterRuntime;
import io.pgcluster.runtime.RuntimeContract;
import io.pgcluster.spec.PgClusterBuilder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What every runtime does, on Kubernetes. */
class RuntimeContractE2E extends RuntimeContract {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("contract");

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
