package io.pgcluster.yaml;

import io.pgcluster.config.HbaRule;
import java.util.List;
import java.util.Map;

/** A rule of pg_hba.conf or pool_hba.conf. */
final class HbaShape {
  static final Shape<HbaRule> RULE =
      Containers.as(
          new RecordShape(
              new HbaRule("host", List.of("all"), List.of("all"), "", "scram-sha-256", Map.of()),
              List.of("type", "method")),
          HbaRule.class::cast,
          value -> value);

  static final Shape<HbaRule> DEFINED = Containers.defined("hbaRule", RULE);

  private HbaShape() {}
}
