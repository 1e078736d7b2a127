package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * The slots that the primary keeps for standbys. One that nobody streams from keeps WAL on the
 * primary's disk. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class StandbySlots {
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final String ALL =
      "SELECT slot_name FROM pg_replication_slots WHERE slot_type = 'physical' AND NOT temporary"
          + " ORDER BY 1";
  private static final String DROP =
      "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
          + " WHERE slot_name = ? AND NOT active";

  private final OneInstance primary;

  private StandbySlots(OneInstance primary) {
    this.primary = primary;
  }

  /**
   * Of a cluster.
   *
   * @param cluster its description
   * @param connector asked for route PRIMARY as superuser
   * @return what can be asked and done
   */
  public static StandbySlots of(PgCluster cluster, Connector connector) {
    return new StandbySlots(new OneInstance(cluster, "the primary", Route.PRIMARY, connector));
  }

  /**
   * The physical slots there are.
   *
   * @return their names, sorted
   * @throws PgClusterException when the primary does not answer
   */
  public List<String> names() {
    return primary.ask(ANSWER, session -> session.query(ALL, row -> row.getString(1)));
  }

  /**
   * Drops slots as soon as nobody streams from them.
   *
   * @param which those
   * @param timeout how long to wait for that at most
   * @throws PgClusterException when one is still in use then
   */
  public void drop(Predicate<String> which, Duration timeout) {
    String trouble =
        primary.await(
            timeout,
            session -> {
              List<String> left =
                  session.query(ALL, row -> row.getString(1)).stream().filter(which).toList();
              for (String slot : left) {
                var unused = session.query(DROP, row -> true, slot);
              }
              return left.isEmpty();
            });
    if (!trouble.isEmpty()) {
      throw new PgClusterException(
          primary.text(
              "slots of standbys that are gone are not dropped (%s); apply again"
                  .formatted(trouble)));
    }
  }
}
