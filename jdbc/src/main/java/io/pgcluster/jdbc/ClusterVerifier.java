package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.VerifyReport;
import io.pgcluster.runtime.VerifyReport.StandbyState;
import io.pgcluster.runtime.VerifyReport.Subject;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.Role;
import io.pgcluster.spec.RoleAttribute;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Proves in SQL that a running cluster does what it is for; see {@link Subject} for what is shown.
 *
 * <p>The application's part goes through the router (without one: writes to the primary, reads to
 * the standbys) as the role that owns the default database: the owner itself, else the first role
 * that can log in and is a member of it, else the superuser. What only the server knows is asked of
 * the primary as superuser. The proof writes to a table in a schema of its own in the default
 * database, which it drops whatever comes; what a killed run left, the next one drops.
 *
 * <p>What fails is in the report, failed connections too. Passwords and verifiers are neither in
 * the report nor in exceptions. Immutable and thread-safe; several proofs at once do not meet.
 *
 * <pre>{@code
 * VerifyReport report =
 *     ClusterVerifier.of(cluster, running::connection, verifiers).within(Duration.ofSeconds(30)).verify();
 * }</pre>
 *
 * @since 0.1
 */
public final class ClusterVerifier {
  /** How long a proof may take when nothing else is said. */
  public static final Duration DEFAULT_BOUND = Duration.ofSeconds(60);

  /** On top of the bound, so that a proof that ran out of time still leaves nothing behind. */
  private static final Duration CLEAN_UP = Duration.ofSeconds(5);

  private final PgCluster cluster;
  private final Connector connector;
  private final Map<String, ExpectedVerifier> verifiers;
  private final Duration bound;

  private ClusterVerifier(
      PgCluster cluster,
      Connector connector,
      Map<String, ExpectedVerifier> verifiers,
      Duration bound) {
    this.cluster = cluster;
    this.connector = connector;
    this.verifiers = Map.copyOf(verifiers);
    this.bound = bound;
  }

  /**
   * A proof of that cluster.
   *
   * @param cluster its description
   * @param connector how to reach it
   * @param verifiers by role what its stored verifier must be, for every role that can log in
   * @return bounded by {@link #DEFAULT_BOUND}
   */
  public static ClusterVerifier of(
      PgCluster cluster, Connector connector, Map<String, ExpectedVerifier> verifiers) {
    return new ClusterVerifier(cluster, connector, verifiers, DEFAULT_BOUND);
  }

  /**
   * The same with another bound.
   *
   * @param time how long the proof may take; cleaning up may take 5 s more
   * @return the changed copy
   * @throws PgClusterException if it is not positive
   */
  public ClusterVerifier within(Duration time) {
    if (time.isZero() || time.isNegative()) {
      throw new PgClusterException(
          "verify of cluster %s: the bound is %s; give a positive one"
              .formatted(cluster.name(), time));
    }
    return new ClusterVerifier(cluster, connector, verifiers, time);
  }

  /**
   * Looks at everything once, and waits within the bound where a cluster that works needs a moment.
   *
   * @return a whole report
   * @throws PgClusterException if the thread is interrupted; the interrupt flag is set again
   */
  public VerifyReport verify() {
    Findings findings = new Findings();
    try {
      prove(findings, Deadline.in(bound));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PgClusterException(
          "verify of cluster %s: interrupted before it was done; verify again"
              .formatted(cluster.name()),
          e);
    }
    return findings.report(cluster.name());
  }

  private void prove(Findings findings, Deadline deadline) throws InterruptedException {
    try (Session superuser = Session.open(connector, superuser(), deadline)) {
      Instance primary = superuser.one("SELECT " + Instance.COLUMNS, Instance::read);
      if (primary.standby()) {
        findings.missingBecause("route PRIMARY leads to " + primary);
        return;
      }
      findings.attempt(
          Subject.ROLES, () -> new RoleProof(cluster, verifiers).run(superuser, findings));
      findings.attempt(
          Subject.DATABASES,
          () -> new DatabaseProof(cluster.access(), connector, deadline).run(superuser, findings));
      findings.attempt(
          Subject.STREAMING, () -> application(superuser, primary, findings, deadline));
    } catch (SQLException e) {
      findings.missingBecause(
          "route PRIMARY as %s: %s".formatted(superuserName(), Failures.text(e)));
    }
  }

  private void application(
      Session superuser, Instance primary, Findings findings, Deadline deadline)
      throws SQLException, InterruptedException {
    int described = cluster.standbys().count();
    List<StandbyState> seen = Standbys.await(superuser, described, deadline.part(3));
    recordStreaming(findings, seen);
    SecureRandom random = new SecureRandom();
    ProofTable table = new ProofTable(random.nextLong());
    String value = Long.toHexString(random.nextLong());
    int leftovers = 0;
    try {
      ProofTable.waitForNobody(superuser);
      table.reserve(superuser);
      leftovers = ProofTable.dropLeftovers(superuser);
      boolean written = write(new WriteProof(table, value, primary), findings, deadline);
      new ReadProof(connector, reader(), deadline)
          .run(
              new ReadProof.Written(written ? Optional.of(table) : Optional.empty(), value),
              Standbys.streaming(seen),
              described,
              findings);
      recordStreaming(findings, Standbys.seen(superuser));
    } finally {
      cleanUp(table, leftovers, findings);
    }
  }

  private void recordStreaming(Findings findings, List<StandbyState> seen) {
    int described = cluster.standbys().count();
    findings.standbys(seen);
    findings.record(
        Subject.STREAMING,
        Standbys.streaming(seen).size() >= described,
        Standbys.describe(seen, described));
  }

  private boolean write(WriteProof proof, Findings findings, Deadline deadline)
      throws InterruptedException {
    try (Session application = Session.open(connector, writer(), deadline)) {
      return proof.run(application, findings);
    } catch (SQLException e) {
      findings.record(
          Subject.WRITE,
          false,
          "route %s as %s: %s".formatted(writer().route(), writer().role(), Failures.text(e)));
      findings.record(Subject.READ_AFTER_WRITE, false, "no connection, see the write");
      return false;
    }
  }

  /** On a connection of its own: the other may have ended, or run out of time. */
  private void cleanUp(ProofTable table, int leftovers, Findings findings)
      throws InterruptedException {
    // An interrupt would keep pgjdbc from connecting; it is due again when all is dropped.
    boolean interrupted = Thread.interrupted();
    try (Session session = Session.open(connector, superuser(), Deadline.in(CLEAN_UP))) {
      ProofTable.waitForNobody(session);
      table.drop(session);
      findings.record(
          Subject.NOTHING_LEFT,
          true,
          "schema %s is gone%s"
              .formatted(
                  table.schema(),
                  leftovers == 0
                      ? ""
                      : "; leftovers of killed runs dropped: %d".formatted(leftovers)));
    } catch (SQLException e) {
      findings.record(
          Subject.NOTHING_LEFT, false, "schema %s: %s".formatted(table.schema(), Failures.text(e)));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private String superuserName() {
    return cluster.access().superuser().name();
  }

  private Session.Target superuser() {
    return new Session.Target(Route.PRIMARY, superuserName(), cluster.defaultDatabase());
  }

  private Session.Target writer() {
    Route route = cluster.router().pods() == 0 ? Route.PRIMARY : Route.ROUTED;
    return new Session.Target(route, applicationRole(), cluster.defaultDatabase());
  }

  private Session.Target reader() {
    Route direct = cluster.standbys().count() == 0 ? Route.PRIMARY : Route.REPLICA;
    Route route = cluster.router().pods() == 0 ? direct : Route.ROUTED;
    return new Session.Target(route, applicationRole(), cluster.defaultDatabase());
  }

  private String applicationRole() {
    Optional<String> owner =
        cluster.access().databases().stream().findFirst().flatMap(Database::owner);
    List<Role> logins =
        cluster.access().roles().stream()
            .filter(role -> role.attributes().contains(RoleAttribute.LOGIN))
            .toList();
    return owner
        .flatMap(
            name ->
                logins.stream()
                    .filter(role -> role.name().equals(name))
                    .findFirst()
                    .or(
                        () ->
                            logins.stream()
                                .filter(role -> role.groups().contains(name))
                                .findFirst()))
        .map(Role::name)
        .orElseGet(this::superuserName);
  }
}
