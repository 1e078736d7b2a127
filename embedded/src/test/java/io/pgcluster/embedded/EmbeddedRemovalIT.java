package io.pgcluster.embedded;

import io.pgcluster.runtime.PgClusterRuntime;
import io.pgcluster.runtime.RemovalContract;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract of removals. */
class EmbeddedRemovalIT extends RemovalContract {
  @RegisterExtension static final TestFolder PLACE = TestFolder.create();

  private final EmbeddedPgClusters first =
      EmbeddedPgClusters.create().in(PLACE.resolve("clusters"));
  private final EmbeddedPgClusters second =
      EmbeddedPgClusters.create().in(PLACE.resolve("clusters"));

  @Override
  protected PgClusterRuntime runtime() {
    return first;
  }

  @Override
  protected PgClusterRuntime another() {
    return second;
  }
}
