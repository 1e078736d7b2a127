package io.pgcluster.spec;

import io.pgcluster.config.HbaRule;
import io.pgcluster.credential.Password;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Describes a cluster. Only the name is required; what is not said takes these defaults:
 *
 * <ul>
 *   <li>PostgreSQL 17 from {@code postgres:17}, one primary and one standby, each on a claim of
 *       10Gi of the cluster's default StorageClass;
 *   <li>one pod of pgpool 4.6 from {@code pgpool/pgpool:4.6} on port 5432;
 *   <li>the superuser {@code postgres} and the replication role {@code replicator};
 *   <li>when no role is described, the role {@code app}; when no database is described, the
 *       database {@code app}, which the first role owns.
 * </ul>
 *
 * <pre>{@code
 * PgCluster orders =
 *     PgClusterBuilder.named("orders")
 *         .standbys(2)
 *         .router(r -> r.service(s -> s.nodePort(30435)))
 *         .role("shop")
 *         .database("shop", "shop")
 *         .parameter("work_mem", "8MB")
 *         .build();
 * }</pre>
 *
 * <p>Not thread-safe; what it builds is immutable.
 *
 * @since 0.1
 */
public final class PgClusterBuilder {
  private final String name;
  private final Problems textProblems = Problems.none();
  private final PostgresBuilder postgres = new PostgresBuilder();
  private final PrimaryBuilder primary = new PrimaryBuilder();
  private final StandbysBuilder standbys = new StandbysBuilder();
  private final RouterBuilder router = new RouterBuilder(textProblems.at("router"));
  private final AccessBuilder access = new AccessBuilder();
  private final KubernetesBuilder kubernetes = new KubernetesBuilder();

  private PgClusterBuilder(String name) {
    this.name = name;
  }

  /**
   * A cluster with all defaults.
   *
   * @param name a DNS label of at most 44 characters; every object's name starts with it
   * @return a new builder
   */
  public static PgClusterBuilder named(String name) {
    return new PgClusterBuilder(name);
  }

  static PgClusterBuilder from(PgCluster cluster) {
    PgClusterBuilder builder = named(cluster.name());
    Optional<String> registry = cluster.kubernetes().imageRegistry();
    builder.postgres.from(cluster.postgres(), registry);
    builder.primary.from(cluster.primary());
    builder.standbys.from(cluster.standbys());
    builder.router.from(cluster.router(), registry);
    builder.access.from(cluster.access());
    builder.kubernetes.from(cluster.kubernetes());
    return builder;
  }

  /**
   * The description, complete and checked.
   *
   * @return an immutable value
   * @throws io.pgcluster.InvalidSpecException naming everything that is wrong, by path
   */
  public PgCluster build() {
    KubernetesSettings settings = kubernetes.build();
    return SpecCheck.checked(
        new PgCluster(
            name,
            postgres.build(settings.imageRegistry()),
            primary.build(),
            standbys.build(),
            router.build(settings.imageRegistry()),
            access.build(),
            settings),
        textProblems.found());
  }

  /**
   * What all instances share: version, image, port, parameters, client authentication.
   *
   * @param change sets it
   * @return this
   */
  public PgClusterBuilder postgres(Consumer<PostgresBuilder> change) {
    change.accept(postgres);
    return this;
  }

  /**
   * PostgreSQL's major version. Default 17.
   *
   * @param major 14 to 18
   * @return this
   */
  public PgClusterBuilder version(int major) {
    postgres.version(major);
    return this;
  }

  /**
   * A server parameter, as in postgresql.conf.
   *
   * @param parameter its name
   * @param value its value without quotes, such as {@code 8MB}
   * @return this
   */
  public PgClusterBuilder parameter(String parameter, String value) {
    postgres.parameter(parameter, value);
    return this;
  }

  /**
   * A rule of pg_hba.conf; it comes before the library's own last ones and after earlier calls'.
   *
   * @param rule the rule
   * @return this
   */
  public PgClusterBuilder hba(HbaRule rule) {
    postgres.hba(rule);
    return this;
  }

  /**
   * The instance that takes writes: storage, placement, resources, Service.
   *
   * @param change sets it
   * @return this
   */
  public PgClusterBuilder primary(Consumer<PrimaryBuilder> change) {
    change.accept(primary);
    return this;
  }

  /**
   * The instances that follow it: number, storage, placement, resources, Service.
   *
   * @param change sets them
   * @return this
   */
  public PgClusterBuilder standbys(Consumer<StandbysBuilder> change) {
    change.accept(standbys);
    return this;
  }

  /**
   * How many instances follow the primary. Default 1.
   *
   * @param count 0 to 64
   * @return this
   */
  public PgClusterBuilder standbys(int count) {
    standbys.count(count);
    return this;
  }

  /**
   * pgpool: pods, version, image, port, parameters, placement, Service.
   *
   * @param change sets it
   * @return this
   */
  public PgClusterBuilder router(Consumer<RouterBuilder> change) {
    change.accept(router);
    return this;
  }

  /**
   * No router: clients connect to the Services primary and replica.
   *
   * @return this
   */
  public PgClusterBuilder withoutRouter() {
    router.pods(0);
    return this;
  }

  /**
   * The role that owns the cluster. It always has {@code LOGIN} and {@code SUPERUSER}. Default
   * {@code postgres} with a generated password.
   *
   * @param role its name and password
   * @return this
   */
  public PgClusterBuilder superuser(Role role) {
    access.superuser(role);
    return this;
  }

  /**
   * The role that standbys connect as. It always has {@code LOGIN} and {@code REPLICATION}. Default
   * {@code replicator} with a generated password.
   *
   * @param role its name and password
   * @return this
   */
  public PgClusterBuilder replicationUser(Role role) {
    access.replication(role);
    return this;
  }

  /**
   * A role that can log in, with a generated password. Without any, there is {@code app}.
   *
   * @param roleName its name
   * @return this
   */
  public PgClusterBuilder role(String roleName) {
    access.role(Role.named(roleName));
    return this;
  }

  /**
   * A role that can log in, with a password of the caller's.
   *
   * @param roleName its name
   * @param password its password; the caller keeps it open as long as the description is used
   * @return this
   */
  public PgClusterBuilder role(String roleName, Password password) {
    access.role(Role.named(roleName).withPassword(password));
    return this;
  }

  /**
   * A role with attributes and memberships.
   *
   * @param role the role
   * @return this
   */
  public PgClusterBuilder role(Role role) {
    access.role(role);
    return this;
  }

  /**
   * No roles but superuser and replication user; drops those described before.
   *
   * @return this
   */
  public PgClusterBuilder withoutRoles() {
    access.noRoles();
    return this;
  }

  /**
   * A database that the first role owns. Without any, there is {@code app}.
   *
   * @param database its name
   * @return this
   */
  public PgClusterBuilder database(String database) {
    access.database(Database.named(database));
    return this;
  }

  /**
   * A database of a described role.
   *
   * @param database its name
   * @param owner the role that owns it
   * @return this
   */
  public PgClusterBuilder database(String database, String owner) {
    access.database(Database.owned(database, owner));
    return this;
  }

  /**
   * A database, with extensions.
   *
   * @param database the database; without owner it belongs to the first role
   * @return this
   */
  public PgClusterBuilder database(Database database) {
    access.database(database);
    return this;
  }

  /**
   * No databases but those initdb makes; drops those described before.
   *
   * @return this
   */
  public PgClusterBuilder withoutDatabases() {
    access.noDatabases();
    return this;
  }

  /**
   * Statements run once, as superuser, when the primary is first made. Kept in a Secret.
   *
   * @param sql plain SQL, each statement ended by a semicolon
   * @return this
   */
  public PgClusterBuilder setupSql(String sql) {
    access.setupSql(sql);
    return this;
  }

  /**
   * What only concerns Kubernetes and all components: labels, images' registry, pull secrets, PDBs.
   *
   * @param change sets it
   * @return this
   */
  public PgClusterBuilder kubernetes(Consumer<KubernetesBuilder> change) {
    change.accept(kubernetes);
    return this;
  }
}
