package io.pgcluster.spec;

import static io.pgcluster.spec.Refused.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.pgcluster.Violation;
import io.pgcluster.credential.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessCheckTest {

  private static PgClusterBuilder orders() {
    return PgClusterBuilder.named("orders");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "My Role",
        "select",
        "a\"b",
        "a'b",
        "a:b",
        "a\\b",
        "#a",
        "rôle",
        "名前",
        "$1",
        "a;--",
        "current_user",
        "all",
        "Public",
        "PG_x",
        "pg"
      })
  void accepts_names_that_need_quoting(String name) {
    assertThatCode(() -> orders().role(name).database(name, name).build())
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "pg_x", "public", "none", "a\0b", "a\nb", "pgcluster_router", "\ud800"})
  void refuses_reserved_and_impossible_roles(String name) {
    assertThat(Refused.of(orders().role(name)))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("access."))
        .anyMatch(line -> line.startsWith("access.roles[0].name: "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\"b", "a'b", "a$b", "a\\b"})
  void refuses_a_superuser_that_initdb_refuses(String name) {
    assertThat(Refused.of(orders().superuser(Role.named(name))))
        .contains(
            "access.superuser.name: %s has a quote, a dollar or a backslash, which initdb refuses; take another name"
                .formatted(Violation.shown(name)));
  }

  @Test
  void counts_the_bytes_of_a_name_not_its_characters() {
    assertThatCode(() -> orders().role("é".repeat(31) + "x").build()).doesNotThrowAnyException();
    assertThat(Refused.of(orders().role("é".repeat(32))))
        .anyMatch(line -> line.contains("has 64 bytes and PostgreSQL cuts names at 63"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "template0", "template1", "", "a\0b"})
  void refuses_databases_that_initdb_makes_and_impossible_ones(String name) {
    assertRefused(orders().database(name))
        .singleElement()
        .asString()
        .startsWith("access.databases[0].name: ");
  }

  @Test
  void refuses_names_that_collide() {
    assertRefused(
            orders()
                .replicationUser(Role.named("postgres"))
                .role("app")
                .role("app")
                .database("app")
                .database("app"))
        .containsExactly(
            "access.replication.name: \"postgres\" is also access.superuser.name; take another name",
            "access.roles[1].name: \"app\" is also access.roles[0].name; take another name",
            "access.databases[1].name: \"app\" stands here twice; leave one out");
  }

  @Test
  void an_owner_and_a_group_have_to_be_described() {
    assertRefused(
            orders()
                .role(Role.named("app").memberOf("readers", "pg_monitor", "pg_no", "pg_maintain"))
                .version(16)
                .database("shop", "clerk")
                .database("own", "postgres"))
        .containsExactly(
            "access.roles[0].memberOf[0]: \"readers\" is not described; add it to the roles",
            "access.roles[0].memberOf[2]: \"pg_no\" is no predefined role that can have members",
            "access.roles[0].memberOf[3]: pg_maintain exists from PostgreSQL 17 on; raise the"
                + " version",
            "access.databases[0].owner: \"clerk\" is not described; add it to the roles");
  }

  @Test
  void the_roles_that_stand_in_pg_hba_conf_are_no_regular_expressions() {
    assertRefused(orders().superuser(Role.named("/su")).replicationUser(Role.named("/r")))
        .containsExactly(
            "access.superuser.name: \"/su\" begins with /, which pg_hba.conf takes for a regular"
                + " expression; take another name",
            "access.replication.name: \"/r\" begins with /, which pg_hba.conf takes for a regular"
                + " expression; take another name");
  }

  @Test
  void refuses_roles_that_are_members_of_themselves() {
    assertRefused(
            orders()
                .role(Role.named("a").memberOf("b"))
                .role(Role.named("b").memberOf("c"))
                .role(Role.named("c").memberOf("b")))
        .containsExactly(
            "access.roles[1].memberOf: makes \"b\" a member of itself, which PostgreSQL refuses",
            "access.roles[2].memberOf: makes \"c\" a member of itself, which PostgreSQL refuses");
  }

  @Test
  void who_is_acted_as_is_described_and_another_one() {
    assertRefused(
            orders()
                .role(Role.named("a").actingAs("postgres"))
                .role(Role.named("b").actingAs("b"))
                .role(Role.named("c").actingAs("a")))
        .containsExactly(
            "access.roles[0].actsAs: \"postgres\" is no role of access.roles; add it there",
            "access.roles[1].memberOf: makes \"b\" a member of itself, which PostgreSQL refuses");
  }

  @Test
  void a_password_that_goes_through_pgpool_fits_its_entry() {
    Password fits = Password.of("x".repeat(79));
    Password tooLong = Password.of("x".repeat(80));

    assertThatCode(() -> orders().role("app", fits).build()).doesNotThrowAnyException();
    assertRefused(orders().role("app", tooLong))
        .containsExactly(
            "access.roles[0].password: has 80 bytes, and pgpool's AES entries hold 79; shorten it,"
                + " or do without the router");
    assertThatCode(() -> orders().role("app", tooLong).withoutRouter().build())
        .doesNotThrowAnyException();
    assertThatCode(() -> orders().replicationUser(Role.named("r").withPassword(tooLong)).build())
        .doesNotThrowAnyException();
    assertThatCode(
            () ->
                orders()
                    .role("app", tooLong)
                    .postgres(p -> p.passwordEncryption(PasswordEncryption.MD5))
                    .build())
        .doesNotThrowAnyException();
  }

  @Test
  void the_password_of_the_replication_user_fits_a_line() {
    assertRefused(orders().replicationUser(Role.named("r").withPassword(Password.of("a\nb"))))
        .containsExactly(
            "access.replication.password: has a line break, which .pgpass cannot hold; standbys"
                + " log in with it");
  }

  @Test
  void a_role_without_login_needs_no_password() {
    Role group =
        Role.group("group").with(RoleAttribute.CREATEDB).withPassword(Password.of("secret"));

    assertRefused(orders().role(group))
        .containsExactly(
            "access.roles[0].password: is of no use without LOGIN; leave it out, or add the"
                + " attribute");
  }

  @Test
  void refuses_extensions_twice_and_nul_in_setup_sql() {
    assertRefused(
            orders()
                .database(Database.named("shop").withExtensions("hstore", "hstore", ""))
                .setupSql("SELECT '\0'"))
        .containsExactly(
            "access.databases[0].extensions[1]: \"hstore\" stands here twice; leave one out",
            "access.databases[0].extensions[2]: is empty; give a name",
            "access.setupSql: has a NUL character, which SQL cannot hold; leave it out");
  }

  @Test
  void refuses_grants_and_publications_that_cannot_be() {
    assertRefused(
            orders()
                .role("app")
                .role("reader")
                .database(
                    Database.owned("shop", "app")
                        .withGrants(
                            Grant.read("nobody"),
                            Grant.read("app"),
                            Grant.read("reader"),
                            Grant.write("reader"),
                            Grant.write("reader").in("pg_catalog"))
                        .withPublications(
                            Publication.of("one", "a."), Publication.ofAllTables("one"))))
        .containsExactly(
            "access.databases[0].grants[0].role: \"nobody\" is not described; add it to the roles",
            "access.databases[0].grants[1].role: owns the database, and so may do everything in it;"
                + " leave it out",
            "access.databases[0].grants[3]: is of a role and a schema that stand here twice; leave"
                + " one out",
            "access.databases[0].grants[4].schema: \"pg_catalog\" is PostgreSQL's own; give another",
            "access.databases[0].publications[0].tables[0]: is empty; give a name",
            "access.databases[0].publications[0]: needs postgres.parameters.wal_level: logical; set"
                + " it",
            "access.databases[0].publications[1].name: \"one\" stands here twice; leave one out",
            "access.databases[0].publications[1]: needs postgres.parameters.wal_level: logical; set"
                + " it");
  }

  @Test
  void no_message_and_no_text_form_shows_a_password() {
    PgClusterBuilder builder =
        orders()
            .role("pg_bad", Password.of("hunter2".repeat(20)))
            .router(r -> r.poolPasswd("no colon hunter2\nu:hunter2\n\nv:TEXThunter2\r\n"));

    assertThat(Refused.of(builder)).hasSizeGreaterThan(3).noneMatch(l -> l.contains("hunter2"));
    assertThat(
            orders()
                .role("app", Password.of("hunter2"))
                .setupSql("SELECT 'hunter2';")
                .router(r -> r.poolPasswd("u:TEXThunter2"))
                .build()
                .toString())
        .doesNotContain("hunter2");
  }
}
