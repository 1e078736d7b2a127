package io.pgcluster.e2e;

import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;

/** What others change by hand of the cluster {@code orders}, which is not as described then. */
final class Drift {
  private Drift() {}

  /** A file of its servers. */
  static void file(TestNamespace namespace) {
    namespace
        .admin()
        .configMaps()
        .inNamespace(namespace.name())
        .withName("orders-postgres")
        .edit(
            map -> {
              map.getData().put("pg_hba.conf", "local all all trust\n");
              return map;
            });
  }

  /** What only SQL knows. */
  static void role(RunningPgCluster running) throws Exception {
    Sql.run(running.connection(Route.PRIMARY, "postgres"), "ALTER ROLE app CREATEDB");
  }
}
