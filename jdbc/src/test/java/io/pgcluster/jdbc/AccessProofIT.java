package io.pgcluster.jdbc;

import static io.pgcluster.jdbc.ProvenCluster.APP;
import static io.pgcluster.jdbc.ProvenCluster.DATABASE;
import static io.pgcluster.jdbc.ProvenCluster.described;
import static io.pgcluster.jdbc.ProvenCluster.failedCheck;
import static io.pgcluster.jdbc.ProvenCluster.router;
import static io.pgcluster.jdbc.ProvenCluster.verifiers;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.credential.Password;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.VerifyReport;
import io.pgcluster.runtime.VerifyReport.Subject;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Role;
import io.pgcluster.spec.RoleAttribute;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Shows that each check of roles, verifiers and databases can fail, and who writes. */
class AccessProofIT {
  private static final Duration BOUND = Duration.ofSeconds(20);

  private static LocalCluster local;

  private final PgCluster cluster = described().build();

  @BeforeAll
  static void start() throws IOException, InterruptedException, SQLException {
    local = ProvenCluster.start();
  }

  @AfterAll
  static void stop() throws IOException {
    local.close();
  }

  @Test
  void fails_when_a_verifier_is_another_one_or_unknown() {
    Map<String, ExpectedVerifier> wrong = new HashMap<>(verifiers());
    wrong.put(APP, ExpectedVerifier.ofPassword(APP, Password.of("another")));
    wrong.remove("clerk");
    VerifyReport report =
        ClusterVerifier.of(cluster, router(local, 0, 1, 2), wrong).within(BOUND).verify();

    assertThat(failedCheck(report, Subject.VERIFIERS).detail())
        .isEqualTo(APP + "'s is another one; clerk: nothing is known to compare its verifier with");
    assertThat(report.failed()).hasSize(1);
  }

  @Test
  void fails_when_a_verifier_is_of_the_other_kind() {
    PgCluster md5 = described().postgres(p -> p.passwordEncryption(PasswordEncryption.MD5)).build();
    VerifyReport report =
        ClusterVerifier.of(md5, router(local, 0, 1, 2), verifiers()).within(BOUND).verify();

    assertThat(failedCheck(report, Subject.VERIFIERS).detail()).contains("clerk's is not md5");
  }

  @Test
  void fails_when_roles_or_databases_differ() {
    PgCluster other =
        PgClusterBuilder.named("orders")
            .standbys(2)
            .role(Role.named(APP).with(RoleAttribute.CREATEDB))
            .role(Role.named("auditor"))
            .role(Role.group("clerk").memberOf("pg_monitor"))
            .database(Database.owned(DATABASE, "clerk").withExtensions("plpgsql", "citext"))
            .database("missing", APP)
            .build();
    VerifyReport report =
        ClusterVerifier.of(other, router(local, 0, 1, 2), verifiers()).within(BOUND).verify();

    assertThat(failedCheck(report, Subject.ROLES).detail())
        .contains("auditor is missing")
        .contains(APP + " lacks CREATEDB")
        .contains("clerk also has LOGIN")
        .contains("clerk is no member of pg_monitor");
    assertThat(failedCheck(report, Subject.VERIFIERS).detail()).contains("auditor is missing");
    assertThat(failedCheck(report, Subject.DATABASES).detail())
        .contains(DATABASE + " belongs to " + APP + ", not to clerk")
        .contains("lacks extensions citext")
        .contains("missing is missing")
        .doesNotContain("plpgsql");
  }

  @Test
  void writes_as_a_member_when_the_owner_cannot_log_in() throws SQLException {
    local.sql("CREATE DATABASE team OWNER readers");
    PgCluster owned = described().withoutDatabases().database("team", "readers").build();

    assertThat(rolesThatTake(Route.ROUTED, owned)).containsOnly("clerk");
  }

  @Test
  void writes_as_superuser_when_nobody_else_owns_the_database() {
    PgCluster owned = described().withoutDatabases().build();

    assertThat(rolesThatTake(Route.ROUTED, owned)).containsOnly(LocalCluster.SUPERUSER);
  }

  @Test
  void reports_a_password_that_is_closed_already() {
    Password closed = Password.of("closed");
    closed.close();
    Map<String, ExpectedVerifier> late = new HashMap<>(verifiers());
    late.put(APP, ExpectedVerifier.ofPassword(APP, closed));
    VerifyReport report =
        ClusterVerifier.of(cluster, router(local, 0, 1, 2), late).within(BOUND).verify();

    assertThat(failedCheck(report, Subject.VERIFIERS).detail()).contains("already closed");
    assertThat(report.check(Subject.WRITE).orElseThrow().passed()).isTrue();
  }

  private static List<String> rolesThatTake(Route wanted, PgCluster cluster) {
    List<String> roles = new ArrayList<>();
    Connector router = router(local, 0, 1, 2);
    Connector recording =
        (route, role, database) -> {
          if (route == wanted) {
            roles.add(role);
          }
          return router.connection(route, role, database);
        };
    VerifyReport report =
        ClusterVerifier.of(cluster, recording, verifiers()).within(BOUND).verify();
    assertThat(report.failed()).as(report.render()).isEmpty();
    return roles;
  }
}
