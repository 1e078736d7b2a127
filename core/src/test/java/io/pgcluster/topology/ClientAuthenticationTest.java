package io.pgcluster.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.config.HbaRule;
import io.pgcluster.config.HbaText;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAuthenticationTest {
  private static List<String> lines(PgCluster cluster) {
    return HbaText.postgres(ClientAuthentication.of(cluster)).lines().toList();
  }

  @Test
  void what_the_cluster_lives_by_comes_before_the_callers_rules() {
    HbaRule reject =
        new HbaRule("host", List.of("all"), List.of("all"), "10.0.0.0/8", "reject", Map.of());

    assertThat(lines(PgClusterBuilder.named("orders").hba(reject).build()))
        .containsExactly(
            "local all postgres trust",
            "host replication,postgres replicator all scram-sha-256",
            "host all pgcluster_router all scram-sha-256",
            "host all all 10.0.0.0/8 reject",
            "host all all all scram-sha-256");
  }

  @Test
  void md5_is_for_md5_verifiers() {
    PgCluster cluster =
        PgClusterBuilder.named("orders")
            .postgres(p -> p.passwordEncryption(PasswordEncryption.MD5))
            .build();

    assertThat(lines(cluster)).noneMatch(line -> line.contains("scram"));
    assertThat(lines(cluster)).last().isEqualTo("host all all all md5");
  }

  /** Else the socket would be open to all, to a group, or to the roles in a file. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "all, `\"all\"`",
        "+admins, `\"+admins\"`",
        "@file, `\"@file\"`",
        "a b, `\"a b\"`",
      })
  void the_superuser_of_the_socket_is_that_role_alone(String role, String written) {
    PgCluster cluster = PgClusterBuilder.named("orders").superuser(Role.named(role)).build();

    assertThat(lines(cluster)).first().isEqualTo("local all " + written + " trust");
  }

  @Test
  void a_name_with_quotes_stays_one_name() {
    PgCluster cluster =
        PgClusterBuilder.named("orders").replicationUser(Role.named("a\"b, all")).build();

    assertThat(lines(cluster))
        .contains("host replication,postgres \"a\"\"b, all\" all scram-sha-256");
  }
}
