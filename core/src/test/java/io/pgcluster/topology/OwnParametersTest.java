package io.pgcluster.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.config.HbaCheck;
import io.pgcluster.config.HbaText;
import io.pgcluster.config.PostgresCatalogue;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the library sets itself passes its own checks, in each version of PostgreSQL. */
class OwnParametersTest {
  static final List<Integer> VERSIONS = PostgresCatalogue.VERSIONS;

  private static PgCluster cluster(int version) {
    return PgClusterBuilder.named("orders").version(version).standbys(2).build();
  }

  @ParameterizedTest
  @FieldSource("VERSIONS")
  void are_known_to_the_version_with_these_values(int version) {
    assertThat(ServerParameters.of(cluster(version)))
        .isNotEmpty()
        .allSatisfy(
            (name, value) ->
                assertThat(PostgresCatalogue.of(version).problem(name, value)).as(name).isEmpty());
  }

  @ParameterizedTest
  @FieldSource("VERSIONS")
  void rules_are_those_of_the_version(int version) {
    assertThat(ClientAuthentication.of(cluster(version)))
        .isNotEmpty()
        .allSatisfy(rule -> assertThat(HbaCheck.postgres("rule", rule, version)).isEmpty());
  }

  @Test
  void a_role_named_like_a_keyword_gets_no_more_than_its_own_rules() {
    PgCluster cluster =
        PgClusterBuilder.named("orders")
            .superuser(Role.named("all"))
            .replicationUser(Role.named("+dba"))
            .build();

    assertThat(HbaText.postgres(ClientAuthentication.of(cluster)))
        .contains("local all \"all\" trust\n", "replication,postgres \"+dba\" ");
  }
}
