package io.pgcluster.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.config.PgpoolCatalogue;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the library sets itself passes its own checks, in each version of pgpool. */
class OwnParametersTest {
  static final List<String> VERSIONS = PgpoolCatalogue.VERSIONS;

  private static PgCluster cluster(String version) {
    return PgClusterBuilder.named("orders")
        .standbys(2)
        .postgres(p -> p.passwordEncryption(PasswordEncryption.MD5))
        .router(r -> r.version(version))
        .build();
  }

  @ParameterizedTest
  @FieldSource("VERSIONS")
  void are_known_to_the_version_with_these_values(String version) {
    assertThat(RouterParameters.of(cluster(version), "primary", List.of("one", "two")))
        .hasSizeGreaterThan(25)
        .allSatisfy(
            (name, value) ->
                assertThat(PgpoolCatalogue.of(version).problem(name, value)).as(name).isEmpty());
  }
}
