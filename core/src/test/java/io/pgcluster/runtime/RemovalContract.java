package io.pgcluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.Grant;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Publication;
import io.pgcluster.spec.Role;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How every runtime removes roles and databases: on request alone, and nothing of value with them.
 */
public abstract class RemovalContract extends SharedCluster {
  private PgCluster wider;

  /** A description with grants and publications from the start. */
  protected static PgClusterBuilder granting(PgClusterBuilder builder) {
    return builder
        .parameter("wal_level", "logical")
        .role("app")
        .role("reader")
        .role("writer")
        .database(
            Database.owned("app", "app")
                .withGrants(Grant.read("reader"), Grant.write("writer").in("sales"))
                .withPublications(
                    Publication.of("some", "orders", "sales.bills"),
                    Publication.ofAllTables("everything")));
  }

  @Override
  protected PgClusterBuilder described() {
    return granting(super.described());
  }

  private void as(String role, String sql) throws SQLException {
    try (var connection = LiveSql.open(cluster().connection(Route.PRIMARY, role, "app"));
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void what_is_granted_and_published_holds_for_tables_that_come_later() throws Exception {
    assertThat(runtime().plan(wider).render()).contains("nothing to change");

    as("app", "CREATE TABLE orders AS SELECT 1 AS n");
    as("app", "CREATE TABLE sales.bills AS SELECT 1 AS n");

    as("reader", "SELECT * FROM orders");
    as("writer", "INSERT INTO sales.bills VALUES (2)");
    assertThatThrownBy(() -> as("reader", "INSERT INTO orders VALUES (2)"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> as("reader", "SELECT * FROM sales.bills"))
        .hasMessageContaining("permission denied");

    Plan plan = runtime().plan(wider);
    assertThat(plan.render())
        .contains("publications.some: public.orders", "publications.some: sales.bills");
    runtime().apply(plan, Impact.IN_PLACE).close();
    assertThat(published()).isEqualTo("public.orders,sales.bills");

    as("postgres", "REVOKE SELECT ON orders FROM reader");
    assertThat(runtime().plan(wider).render()).contains("grants: reader read in public");
    runtime().apply(wider).close();
    as("reader", "SELECT * FROM orders");
    assertThat(runtime().plan(wider).render()).contains("nothing to change");
    as("app", "DROP TABLE orders; DROP TABLE sales.bills");
  }

  private String published() throws Exception {
    return LiveSql.value(
        cluster().connection(Route.PRIMARY, "postgres", "app"),
        "SELECT string_agg(schemaname || '.' || tablename, ',' ORDER BY 1) FROM pg_publication_tables WHERE pubname = 'some'");
  }

  @BeforeEach
  void describe_more() {
    wider =
        spec().toBuilder()
            .role("clerk")
            .role(Role.named("deputy").memberOf("clerk"))
            .database("ledger", "clerk")
            .build();
    runtime().apply(wider).await(patience()).close();
  }

  @AfterEach
  void become_as_it_was() {
    runtime().apply(spec()).await(patience()).close();
  }

  private List<String> roles() throws Exception {
    return List.of(
        LiveSql.value(
                primary(),
                "SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles WHERE rolname IN ('clerk', 'deputy')")
            .split(","));
  }

  private String ledger() throws Exception {
    return LiveSql.value(
        primary(),
        "SELECT coalesce(max(pg_get_userbyid(datdba)::text), 'none') FROM pg_database WHERE datname = 'ledger'");
  }

  private void inLedger(String role, String sql) throws SQLException {
    try (var connection = LiveSql.open(cluster().connection(Route.PRIMARY, role, "ledger"));
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void grants_publications_and_extensions_go_when_it_is_said() throws Exception {
    PgCluster more =
        wider.toBuilder()
            .withoutDatabases()
            .database(wider.access().databases().get(0).withExtensions("hstore"))
            .database("ledger", "clerk")
            .build();
    runtime().apply(more).await(patience()).close();
    as("app", "CREATE TABLE orders AS SELECT 1 AS n");
    try {
      as("reader", "SELECT * FROM orders");
      remove(new DatabaseObject.Granted("app", Grant.read("reader")));
      assertThatThrownBy(() -> as("reader", "SELECT * FROM orders"))
          .hasMessageContaining("permission denied");
      as("app", "CREATE TABLE later AS SELECT 1 AS n");
      assertThatThrownBy(() -> as("reader", "SELECT * FROM later"))
          .hasMessageContaining("permission denied");
      as("app", "DROP TABLE later");

      remove(new DatabaseObject.Published("app", "some"));
      assertThat(inApp("SELECT string_agg(pubname, ',') FROM pg_publication"))
          .isEqualTo("everything");

      as("postgres", "CREATE TABLE kept (h hstore)");
      assertThatThrownBy(() -> remove(new DatabaseObject.Extension("app", "hstore")))
          .isInstanceOf(PgClusterException.class)
          .hasMessageContaining("extension hstore of database app: is not removed");
      assertThat(runtime().find(NAME).orElseThrow().spec().access().databases().get(0).extensions())
          .containsExactly("hstore");
      as("postgres", "DROP TABLE kept");
      remove(new DatabaseObject.Extension("app", "hstore"));
      assertThat(inApp("SELECT count(*) FROM pg_extension WHERE extname = 'hstore'"))
          .isEqualTo("0");
      assertThatThrownBy(() -> remove(new DatabaseObject.Extension("nowhere", "hstore")))
          .isInstanceOf(PgClusterException.class)
          .hasMessageContaining("nowhere");
    } finally {
      as("postgres", "DROP TABLE IF EXISTS orders, later, kept");
    }
  }

  /** It is not described then, and a plan of what is described is empty. */
  private void remove(DatabaseObject object) {
    RunningPgCluster now = cluster().remove(object, ProgressListener.NONE);
    assertThat(runtime().plan(now.spec()).render()).contains("nothing to change");
    now.close();
  }

  private String inApp(String query) throws SQLException {
    return LiveSql.value(cluster().connection(Route.PRIMARY, "postgres", "app"), query);
  }

  @Test
  void what_is_not_described_any_more_stays() throws Exception {
    runtime().apply(spec()).await(patience()).close();

    assertThat(roles()).containsExactly("clerk", "deputy");
    assertThat(ledger()).isEqualTo("clerk");
  }

  @Test
  void a_role_that_owns_something_is_refused_and_nothing_changes() throws Exception {
    assertThatThrownBy(() -> cluster().removeRole("clerk"))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("database ledger")
        .hasMessageContaining("reassignTo");
    assertThat(roles()).contains("clerk");
    assertThat(runtime().plan(wider).render()).contains("nothing to change");
  }

  @Test
  void what_a_role_owns_goes_to_its_heir() throws Exception {
    inLedger("clerk", "CREATE TABLE entries AS SELECT 1 AS n; GRANT SELECT ON entries TO deputy");

    RunningPgCluster left =
        cluster().removeRole("clerk", OwnedObjects.reassignTo("deputy"), ProgressListener.NONE);

    assertThat(left.spec().access().roles()).extracting(Role::name).doesNotContain("clerk");
    assertThat(roles()).containsExactly("deputy");
    assertThat(ledger()).isEqualTo("deputy");
    inLedger("deputy", "INSERT INTO entries VALUES (2)");
    try (RunningPgCluster found = another().find(NAME).orElseThrow()) {
      assertThat(runtime().plan(found.spec()).render()).contains("nothing to change");
      VerifyReport proof = found.verify();
      assertThat(proof.ok()).as(proof.render()).isTrue();
      assertThatThrownBy(() -> found.connection(Route.PRIMARY, "clerk"))
          .isInstanceOf(PgClusterException.class);
      found.removeDatabase("ledger", ProgressListener.NONE).close();
      found.removeRole("deputy").close();
    }
    assertThat(ledger()).isEqualTo("none");
  }

  @Test
  void a_database_goes_with_all_that_is_in_it() throws Exception {
    inLedger("clerk", "CREATE TABLE IF NOT EXISTS more AS SELECT 1 AS n");

    RunningPgCluster left = cluster().removeDatabase("ledger", ProgressListener.NONE);

    assertThat(ledger()).isEqualTo("none");
    assertThat(left.removeRole("clerk").spec().access().roles())
        .extracting(Role::name)
        .doesNotContain("clerk");
    assertThat(roles()).containsExactly("deputy");
  }

  @Test
  void what_the_cluster_needs_is_refused() {
    String superuser = spec().access().superuser().name();
    for (String role : List.of(superuser, spec().access().replication().name())) {
      assertThatThrownBy(() -> cluster().removeRole(role))
          .isInstanceOf(PgClusterException.class)
          .hasMessageContaining("the cluster needs it");
    }
    assertThatThrownBy(() -> cluster().removeRole("nobody"))
        .hasMessageContaining("there is none of that name");
    assertThatThrownBy(
            () ->
                cluster()
                    .removeRole("clerk", OwnedObjects.reassignTo("clerk"), ProgressListener.NONE))
        .hasMessageContaining("the heir \"clerk\" is no other described role");
  }
}
