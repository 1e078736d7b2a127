package io.pgcluster.e2e;

import io.pgcluster.runtime.PgClusterRuntime;
import io.pgcluster.runtime.RemovalContract;
import io.pgcluster.spec.PgClusterBuilder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How every runtime removes roles and databases, on Kubernetes. */
class RemovalContractE2E extends RemovalContract {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("removals");

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
    return granting(Specs.small("orders"));
  }
}
