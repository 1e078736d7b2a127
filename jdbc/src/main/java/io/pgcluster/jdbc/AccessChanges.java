package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.config.SqlText;
import io.pgcluster.runtime.FieldChange;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.PlannedChange;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.Role;
import io.pgcluster.spec.RoleAttribute;
import io.pgcluster.topology.SetupSql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a running cluster lacks of the roles, databases and extensions that are described, and makes
 * it so. Nothing that is not described is removed. Needs a primary that answers. Verifiers are
 * compared and set, never shown; the server's log gets none of them.
 *
 * <p>Immutable and thread-safe; every step may be repeated.
 *
 * @since 0.1
 */
public final class AccessChanges {
  private static final Duration BOUND = Duration.ofSeconds(30);

  /** Statements after it are in no log. */
  static final String SILENT =
      "SET log_statement = none; SET log_min_error_statement = panic;"
          + " SET log_min_duration_statement = -1; SET log_min_duration_sample = -1;"
          + " SET log_transaction_sample_rate = 0";

  private final PgCluster cluster;
  private final Connector connector;
  private final Map<String, String> verifiers;

  private AccessChanges(PgCluster cluster, Connector connector, Map<String, String> verifiers) {
    this.cluster = cluster;
    this.connector = connector;
    this.verifiers = Map.copyOf(verifiers);
  }

  /**
   * Of that cluster.
   *
   * @param cluster its description
   * @param connector how to reach it; asked for route PRIMARY as superuser
   * @param verifiers by role what is to be stored of its password, for every role that has one
   * @return what can be asked and done
   */
  public static AccessChanges of(
      PgCluster cluster, Connector connector, Map<String, String> verifiers) {
    return new AccessChanges(cluster, connector, verifiers);
  }

  /** What is done, and by which statements in which database. */
  private record Step(PlannedChange change, String database, List<String> statements) {}

  /**
   * What is not as described.
   *
   * @return roles, then databases; empty when all is
   * @throws PgClusterException when the primary does not answer
   */
  public List<PlannedChange> plan() {
    return in(session -> steps(session).stream().map(Step::change).toList());
  }

  /**
   * Makes it as described.
   *
   * @param listener told of each role and database
   * @throws PgClusterException naming the first that could not be made, without its verifier
   */
  public void apply(ProgressListener listener) {
    List<Step> steps = in(this::steps);
    for (Step step : steps) {
      run(step);
      listener.on(new ProgressEvent(step.change().object(), ProgressEvent.State.APPLIED, ""));
    }
  }

  private void run(Step step) {
    Session.Target target =
        new Session.Target(Route.PRIMARY, cluster.access().superuser().name(), step.database());
    try (Session session = Session.open(connector, target, Deadline.in(BOUND))) {
      session.run(SILENT);
      for (String statement : step.statements()) {
        session.run(statement);
      }
    } catch (SQLException e) {
      // The text of the failure could quote the statement, which holds a verifier.
      throw new PgClusterException(
          "cluster %s: %s: refused with SQLSTATE %s; see the primary's log"
              .formatted(cluster.name(), step.change().object(), e.getSQLState()));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private <T> T in(OneInstance.Work<T> work) {
    return new OneInstance(cluster, "the primary", Route.PRIMARY, connector).ask(BOUND, work);
  }

  private PgClusterException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new PgClusterException(
        "cluster %s: interrupted while roles and databases were made; apply it again"
            .formatted(cluster.name()),
        e);
  }

  private List<Step> steps(Session session) throws SQLException, InterruptedException {
    List<Step> steps = new ArrayList<>();
    Map<String, Role> described = LiveRole.described(cluster);
    Map<String, LiveRole> there = LiveRole.read(session, described);
    // All exist before one becomes a member of another.
    List<Step> grants = new ArrayList<>();
    for (Role role : described.values()) {
      LiveRole found = there.get(role.name());
      if (found == null) {
        steps.add(created(role));
      } else {
        altered(role, found).ifPresent(steps::add);
      }
      grants(role, found == null ? Set.of() : found.groups()).ifPresent(grants::add);
      acts(role, found == null ? Optional.empty() : found.actsAs()).ifPresent(grants::add);
    }
    steps.addAll(grants);
    DatabaseSteps databases = new DatabaseSteps(cluster.access(), connector, Deadline.in(BOUND));
    databases
        .missing(session)
        .forEach(d -> steps.add(new Step(d.change(), d.in(), d.statements())));
    return steps;
  }

  private static ObjectId id(Role role) {
    return new ObjectId("Role", role.name());
  }

  private Step created(Role role) {
    StringBuilder sql = new StringBuilder("CREATE ROLE " + SqlText.identifier(role.name()));
    role.attributes().forEach(attribute -> sql.append(' ').append(attribute.name()));
    String verifier = verifiers.get(role.name());
    if (verifier != null) {
      sql.append(" PASSWORD ").append(SqlText.literal(verifier));
    }
    return step(
        new PlannedChange(Impact.IN_PLACE, PlannedChange.Kind.ADD, id(role), List.of(), ""),
        List.of(sql.toString()));
  }

  private Optional<Step> altered(Role role, LiveRole found) {
    List<FieldChange> fields = new ArrayList<>();
    StringBuilder sql = new StringBuilder();
    Set<RoleAttribute> wanted = EnumSet.noneOf(RoleAttribute.class);
    wanted.addAll(role.attributes());
    boolean superuser = wanted.contains(RoleAttribute.SUPERUSER);
    for (RoleAttribute attribute : RoleAttribute.values()) {
      boolean is = found.attributes().contains(attribute);
      // A superuser may do all of it anyway, and the one that initdb makes has every attribute.
      if (wanted.contains(attribute) && !is) {
        fields.add(FieldChange.added("attributes", attribute.name()));
        sql.append(' ').append(attribute.name());
      } else if (!wanted.contains(attribute) && is && !superuser) {
        fields.add(FieldChange.removed("attributes", attribute.name()));
        sql.append(" NO").append(attribute.name());
      }
    }
    String verifier = verifiers.get(role.name());
    if (verifier != null
        && (found.verifier() == null || !ExpectedVerifier.of(verifier).matches(found.verifier()))) {
      fields.add(FieldChange.hidden("password"));
      sql.append(" PASSWORD ").append(SqlText.literal(verifier));
    }
    return fields.isEmpty()
        ? Optional.empty()
        : Optional.of(
            step(
                changed(id(role), fields),
                List.of("ALTER ROLE " + SqlText.identifier(role.name()) + sql)));
  }

  private Optional<Step> grants(Role role, Set<String> has) {
    List<String> lacking = role.groups().stream().filter(g -> !has.contains(g)).toList();
    return lacking.isEmpty()
        ? Optional.empty()
        : Optional.of(
            step(
                changed(
                    id(role), lacking.stream().map(g -> FieldChange.added("memberOf", g)).toList()),
                lacking.stream()
                    .map(
                        g ->
                            "GRANT %s TO %s"
                                .formatted(SqlText.identifier(g), SqlText.identifier(role.name())))
                    .toList()));
  }

  private static Optional<Step> acts(Role role, Optional<String> now) {
    if (now.equals(role.actsAs())) {
      return Optional.empty();
    }
    FieldChange change = new FieldChange("actsAs", now, role.actsAs());
    String sql =
        role.actsAs()
            .map(owner -> SetupSql.actsAs(role.name(), owner))
            .orElseGet(() -> "ALTER ROLE " + SqlText.identifier(role.name()) + " RESET role");
    return Optional.of(step(changed(id(role), List.of(change)), List.of(sql)));
  }

  private static PlannedChange changed(ObjectId object, List<FieldChange> fields) {
    return new PlannedChange(Impact.IN_PLACE, PlannedChange.Kind.CHANGE, object, fields, "");
  }

  private static Step step(PlannedChange change, List<String> statements) {
    return new Step(change, "postgres", statements);
  }

  /** Shows roles alone. */
  @Override
  public String toString() {
    return "AccessChanges[%s, %s]".formatted(cluster.name(), verifiers.keySet());
  }
}
