package io.pgcluster.embedded;

import io.pgcluster.runtime.PgClusterRuntime;
import io.pgcluster.runtime.RuntimeContract;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract of a runtime, where pgjdbc does what pgpool would. */
class WithoutPgpoolIT extends RuntimeContract {
  @RegisterExtension static final TestFolder PLACE = TestFolder.create();

  private final EmbeddedPgClusters first =
      EmbeddedPgClusters.create().in(PLACE.resolve("clusters")).withoutPgpool();
  private final EmbeddedPgClusters second =
      EmbeddedPgClusters.create().in(PLACE.resolve("clusters")).withoutPgpool();

  @Override
  protected PgClusterRuntime runtime() {
    return first;
  }

  @Override
  protected PgClusterRuntime another() {
    return second;
  }
}
