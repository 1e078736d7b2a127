package io.pgcluster.spec;

/**
 * A PostgreSQL cluster as a value: one primary, its streaming standbys, and a router that splits
 * reads from writes. Made by {@link PgClusterBuilder}, which also validates. Immutable, with value
 * equality; passwords are not part of equality's output nor of any text form.
 *
 * @param name a DNS label; every object's name starts with it
 * @param postgres what all instances share
 * @param primary the instance that takes writes
 * @param standbys the instances that follow it
 * @param router pgpool in front of them
 * @param access who may log in, and the databases
 * @param kubernetes what only concerns Kubernetes and all components
 * @since 0.1
 */
public record PgCluster(
    String name,
    PostgresSettings postgres,
    InstanceGroup primary,
    InstanceGroup standbys,
    RouterSettings router,
    AccessSettings access,
    KubernetesSettings kubernetes) {
  /**
   * The database that clients mean when they name none.
   *
   * @return the first described one, or {@code postgres}
   */
  public String defaultDatabase() {
    return access.databases().isEmpty() ? "postgres" : access.databases().get(0).name();
  }

  /**
   * A builder that starts from this description. Images that were the default ones go on to follow
   * the versions.
   *
   * @return a new builder
   */
  public PgClusterBuilder toBuilder() {
    return PgClusterBuilder.from(this);
  }

  /** One line for people; the YAML form says everything. */
  @Override
  public String toString() {
    String routed =
        router.pods() == 0
            ? "no router"
            : "pgpool %s in %s".formatted(router.version(), counted(router.pods(), "pod"));
    return "PgCluster %s: PostgreSQL %d, a primary, %s, %s"
        .formatted(name, postgres.version(), counted(standbys.count(), "standby"), routed);
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
