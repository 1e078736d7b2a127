package io.pgcluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import io.pgcluster.credential.Password;
import io.pgcluster.spec.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How every runtime rotates passwords. */
public abstract class RotationContract extends SharedCluster {
  private static final String SHOP = "shop";
  private static final String REPLICATOR = "replicator";

  private List<Route> routes(String role) {
    List<Route> routes = new ArrayList<>(List.of(Route.PRIMARY, Route.REPLICA));
    if (!role.equals(spec().access().replication().name())) {
      routes.add(Route.ROUTED);
    }
    return routes;
  }

  @ParameterizedTest
  @ValueSource(strings = {APP, SUPERUSER, REPLICATOR})
  void no_login_fails_while_a_password_is_rotated(String name) throws Exception {
    String role = name.equals(REPLICATOR) ? spec().access().replication().name() : name;
    Password next = Password.generate();
    List<LoginLoop> loops = new ArrayList<>();
    List<Connection> sessions = new ArrayList<>();
    for (Route route : routes(role)) {
      sessions.add(LiveSql.open(cluster().connection(route, role)));
      loops.add(new LoginLoop(cluster().connection(route, role), next));
    }
    for (LoginLoop loop : loops) {
      Until.holds("logins go on", patience(), () -> loop.withFormer() > 0);
    }

    RotationReport report =
        cluster().rotatePassword(role, RotationOptions.STANDARD.to(next), ProgressListener.NONE);

    System.out.println(report.render());
    for (LoginLoop loop : loops) {
      int before = loop.withNext();
      Until.holds("logins go on", patience(), () -> loop.withNext() > before);
      assertThat(loop.failures()).isEmpty();
    }
    assertThat(report.ok()).as(report.render()).isTrue();
    assertThat(report.render()).doesNotContain(next.reveal());
    for (Connection session : sessions) {
      assertThat(LiveSql.value(session, "SELECT 1")).isEqualTo("1");
      session.close();
    }
    proven(role, next);
  }

  private void proven(String role, Password next) throws Exception {
    assertThat(runtime().plan(spec()).render()).contains("nothing to change");
    try (RunningPgCluster found = another().find(NAME).orElseThrow()) {
      for (Route route : routes(role)) {
        ConnectionInfo info = found.connection(route, role);
        assertThat(info.password()).isEqualTo(next);
        assertThat(LiveSql.value(info, "SELECT 1")).isEqualTo("1");
      }
      VerifyReport proof = found.verify();
      assertThat(proof.ok()).as(proof.render()).isTrue();
    }
  }

  /** As the page of 2018 does it: the database first, the rest by hand or not at all. */
  @Test
  void a_password_that_was_changed_by_hand_is_drift_and_can_be_adopted() throws Exception {
    Password byHand = Password.of("changed by hand");
    try (Connection superuser = LiveSql.open(cluster().connection(Route.PRIMARY, SUPERUSER));
        Statement statement = superuser.createStatement()) {
      statement.execute("ALTER ROLE app PASSWORD 'changed by hand'");
    }
    Plan plan = runtime().plan(spec());
    assertThat(plan.render()).contains("Role app", "password: changed");

    RotationReport report =
        cluster().rotatePassword(APP, RotationOptions.STANDARD.to(byHand), ProgressListener.NONE);

    assertThat(report.ok()).as(report.render()).isTrue();
    proven(APP, byHand);
  }

  @Test
  void two_logins_of_one_owner_overlap() throws Exception {
    runtime()
        .apply(
            described()
                .role(APP)
                .role(Role.group(SHOP))
                .role(Role.named("shop_a").actingAs(SHOP))
                .role(Role.named("shop_b").actingAs(SHOP))
                .database(APP)
                .database(SHOP, SHOP)
                .build())
        .await(patience())
        .close();
    try (RunningPgCluster shop = runtime().find(NAME).orElseThrow()) {
      List<ConnectionInfo> first = logins(shop, "shop_a");

      RotationReport report = rotateOverlapping(shop);

      assertThat(report.role()).isEqualTo("shop_b");
      assertThat(report.render()).contains("overlapping password logs in");
      List<ConnectionInfo> second = logins(shop, "shop_b");
      assertActAsOwner(first);
      assertActAsOwner(second);

      assertThat(rotateOverlapping(shop).role()).isEqualTo("shop_a");
      assertActAsOwner(second);
      assertActAsOwner(logins(shop, "shop_a"));
      assertRefused(first);

      assertThat(shop.rotatePassword("shop_b").ok()).isTrue();
      assertRefused(second);
      assertActAsOwner(logins(shop, "shop_a"));
      assertThat(runtime().plan(shop.spec()).render()).contains("nothing to change");
      VerifyReport proof = shop.verify();
      assertThat(proof.ok()).as(proof.render()).isTrue();

      assertThatThrownBy(
              () ->
                  shop.rotatePassword(
                      APP, RotationOptions.STANDARD.overlapping(), ProgressListener.NONE))
          .hasMessageContaining("two roles that log in and act as it");
    }
    applyAgain();
  }

  private static RotationReport rotateOverlapping(RunningPgCluster shop) {
    RotationReport report =
        shop.rotatePassword(SHOP, RotationOptions.STANDARD.overlapping(), ProgressListener.NONE);
    assertThat(report.ok()).as(report.render()).isTrue();
    return report;
  }

  private List<ConnectionInfo> logins(RunningPgCluster shop, String login) {
    List<ConnectionInfo> all =
        routes(SHOP).stream().map(route -> shop.connection(route, SHOP, SHOP)).toList();
    assertThat(all).extracting(ConnectionInfo::role).containsOnly(login);
    return all;
  }

  /** Also in a session that a router has used before. */
  private static void assertActAsOwner(List<ConnectionInfo> logins) throws Exception {
    for (ConnectionInfo login : logins) {
      for (int session = 0; session < 4; session++) {
        assertThat(LiveSql.value(login, "SELECT current_user || ' ' || session_user"))
            .isEqualTo(SHOP + " " + login.role());
      }
    }
  }

  private static void assertRefused(List<ConnectionInfo> logins) {
    for (ConnectionInfo login : logins) {
      assertThatThrownBy(() -> LiveSql.value(login, "SELECT 1")).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void a_schedule_is_told_and_never_ended() {
    List<String> told = new ArrayList<>();
    RotationTask task =
        RotationTask.of(
            another(),
            NAME,
            APP,
            report -> told.add(report.role() + " " + report.ok()),
            failure -> told.add(String.valueOf(failure.getMessage())));

    task.run();
    RotationTask.of(another(), NAME, "nobody", report -> {}, e -> told.add("no such role")).run();
    RotationTask.of(another(), "gone", APP, report -> {}, e -> told.add("no such cluster")).run();

    assertThat(told).containsExactly("app true", "no such role", "no such cluster");
  }

  @Test
  void a_role_that_is_not_there_is_refused() {
    assertThatThrownBy(() -> cluster().rotatePassword("nobody"))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("nobody");
    assertThat(runtime().plan(spec()).isEmpty()).isTrue();
  }

  @Test
  void a_standby_that_does_not_replay_has_it_rolled_back() throws Exception {
    String standby = describedStandbys().get(0);
    Password before = primary().password();
    awaitStandbys();
    cluster().faults().pauseReplay(standby);
    try {
      assertThatThrownBy(() -> cluster().rotatePassword(APP))
          .isInstanceOf(PgClusterException.class)
          .hasMessageContaining("rolled back")
          .hasMessageContaining(standby);
    } finally {
      cluster().faults().resumeReplay(standby);
    }
    assertThat(primary().password()).isEqualTo(before);
    awaitStandbys();
    for (Route route : routes(APP)) {
      assertThat(LiveSql.value(cluster().connection(route, APP), "SELECT 1")).isEqualTo("1");
    }
    assertThat(runtime().plan(spec()).render()).contains("nothing to change");
  }

  @Test
  void an_open_transaction_on_the_roles_has_it_rolled_back() throws Exception {
    Password before = primary().password();
    try (Connection reader = LiveSql.open(primary())) {
      reader.setAutoCommit(false);
      assertThat(LiveSql.value(reader, "SELECT count(*) > 0 FROM pg_roles")).isEqualTo("t");
      assertThatThrownBy(() -> cluster().rotatePassword(APP))
          .hasMessageContaining("rolled back")
          .hasMessageContaining("pg_roles");
    }
    assertThat(primary().password()).isEqualTo(before);
    assertThat(runtime().plan(spec()).render()).contains("nothing to change");
  }
}
