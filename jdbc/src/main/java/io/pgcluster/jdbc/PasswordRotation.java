package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.config.SqlText;
import io.pgcluster.credential.Password;
import io.pgcluster.credential.SecretSource;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.RoleSecret;
import io.pgcluster.router.RouterFiles;
import io.pgcluster.runtime.Lsn;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.RotationOptions;
import io.pgcluster.runtime.RotationReport;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Gives roles other passwords: changes a role's verifier and everything else that knows its
 * password so that no login falls in between: an exclusive lock on pg_authid, which standbys replay
 * too, makes new logins wait on every instance from before the first place changes until after the
 * last one has (PostgreSQL manual, "Explicit Locking"; a backend reads pg_authid to authenticate).
 * Sessions go on.
 *
 * <p>Immutable and thread-safe; may be repeated.
 *
 * @since 0.1
 */
public final class PasswordRotation {
  private static final Duration PAUSE = Duration.ofMillis(5);

  /** How long logins may wait at most; a pool's connection timeout is rarely below. */
  private static final Duration CHANGE_OVER = Duration.ofSeconds(10);

  /** How long a standby may take to be with its primary before that. */
  private static final Duration STREAMING = Duration.ofSeconds(20);

  /** Who waits for the lock makes others wait behind it. */
  private static final String SILENT =
      AccessChanges.SILENT + "; SET lock_timeout = '2s'; SET synchronous_commit = on";

  /** Commits something, so that the log before it is on its way to the standbys at once. */
  private static final String FLUSH = "SELECT pg_logical_emit_message(true, 'pgcluster', '')::text";

  private static final String REPLAYED = "SELECT coalesce(pg_last_wal_replay_lsn(), '0/0')::text";
  private static final String LOCK = "LOCK TABLE pg_catalog.pg_authid IN ACCESS EXCLUSIVE MODE";

  private final PgCluster cluster;
  private final RotationPlaces places;
  private final SecretSource source;

  private PasswordRotation(PgCluster cluster, RotationPlaces places, SecretSource source) {
    this.cluster = cluster;
    this.places = places;
    this.source = source;
  }

  /**
   * In one cluster.
   *
   * @param cluster the description
   * @param places where its passwords are known
   * @param source of new passwords and salts
   * @return nothing is done yet
   */
  public static PasswordRotation of(PgCluster cluster, RotationPlaces places, SecretSource source) {
    return new PasswordRotation(cluster, places, source);
  }

  /**
   * Finishes what earlier calls began, and gives a role another password. When an earlier call of
   * the same has been finished and no password is given, that was it. Of a role that others act as,
   * it is the password of who logs in for it.
   *
   * @param role the role's name
   * @param options which password, and how long servers may take to answer at first
   * @param listener told of each role
   * @return what was seen then
   * @throws PgClusterException when it could not be done; the message says what is in force
   */
  public RotationReport rotate(String role, RotationOptions options, ProgressListener listener) {
    String current = places.secrets().login(cluster, role);
    if (!options.overlap()) {
      return rotateLogin(current, options, listener);
    }
    RotationReport report =
        rotateLogin(Alternation.after(cluster, role, current), options, listener);
    places.keep(places.secrets().withLogin(role, report.role()));
    return report.and(
        new RotationProof(cluster, places)
            .overlap(current, places.secrets().role(current).password()));
  }

  private RotationReport rotateLogin(
      String role, RotationOptions options, ProgressListener listener) {
    places.secrets().role(role);
    for (RotationReport finished : finish(options.patience(), listener)) {
      if (finished.role().equals(role) && options.password().isEmpty()) {
        return finished;
      }
    }
    Password password = options.password().orElseGet(source::password);
    ClusterSecrets staged =
        places.secrets().stage(role, ClusterSecrets.secret(cluster, role, password, source));
    places.keep(staged);
    return bring(staged, role, options.patience(), listener);
  }

  /**
   * Finishes what earlier calls began.
   *
   * @param patience how long each may take
   * @param listener told of each role
   * @return a report of each; empty when nothing was open
   * @throws PgClusterException when one could not be finished
   */
  public List<RotationReport> finish(Duration patience, ProgressListener listener) {
    ClusterSecrets secrets = places.secrets();
    return secrets.rotating().stream()
        .map(role -> bring(places.secrets(), role, patience, listener))
        .toList();
  }

  /** Everywhere, then into the record, then it is shown. */
  private RotationReport bring(
      ClusterSecrets secrets, String role, Duration patience, ProgressListener listener) {
    Change change = Change.of(secrets, role);
    Duration waited = run(change, patience);
    places.settle(change.after().settle(role));
    listener.on(
        new ProgressEvent(
            new ObjectId("Password", role),
            ProgressEvent.State.APPLIED,
            "is the new one everywhere"));
    return new RotationProof(cluster, places)
        .report(role, waited, change.next().password(), change.former().password());
  }

  /**
   * From one password of a role to another.
   *
   * @param before the record while the former one is in force
   * @param after the record when the new one is
   * @param mayRollBack whether the former one is in force for certain
   */
  private record Change(
      String role, ClusterSecrets before, ClusterSecrets after, boolean mayRollBack) {
    static Change of(ClusterSecrets secrets, String role) {
      return secrets.staged().containsKey(role)
          ? new Change(role, secrets, secrets.promote(role), true)
          : new Change(role, secrets, secrets, false);
    }

    RoleSecret next() {
      return after.role(role);
    }

    RoleSecret former() {
      return after.former().getOrDefault(role, after.role(role));
    }
  }

  /** Nothing may be rolled back, as the primary may have committed. */
  private static final class Undecided extends PgClusterException {
    private static final long serialVersionUID = 1L;

    Undecided(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The sessions of one rotation, all opened before logins wait. */
  private record Sessions(Session work, Session flush, Map<String, Session> standbys)
      implements AutoCloseable {
    @Override
    public void close() {
      work.close();
      flush.close();
      standbys.values().forEach(Session::close);
    }
  }

  /** Returns how long new logins waited. */
  private Duration run(Change change, Duration patience) {
    try {
      Deadline deadline = Deadline.in(patience);
      Password superuser = superuserPassword(change, deadline);
      RouterProbes probes =
          new RouterProbes(cluster, places, change.role(), change.next().password());
      if (RouterFiles.roles(cluster).contains(change.role())) {
        probes.measure();
      }
      return changeOver(change, superuser, probes, deadline);
    } catch (Undecided e) {
      throw e;
    } catch (SQLException e) {
      // The text could quote the statement, which holds a verifier.
      throw rolledBack(
          change,
          new PgClusterException(
              text(change.role(), "refused with SQLSTATE " + e.getSQLState() + hint(e))));
    } catch (InterruptedException e) {
      throw rolledBack(change, new PgClusterException(text(change.role(), "interrupted"), e));
    } catch (PgClusterException e) {
      throw rolledBack(change, e);
    }
  }

  /** That which the primary takes now; when the superuser's own is rotated it may be any of two. */
  private Password superuserPassword(Change change, Deadline deadline)
      throws SQLException, InterruptedException {
    String name = cluster.access().superuser().name();
    List<RoleSecret> candidates = new ArrayList<>(List.of(change.before().role(name)));
    Stream.of(change.before().staged(), change.before().former())
        .map(secrets -> secrets.get(name))
        .filter(Objects::nonNull)
        .forEach(candidates::add);
    SQLException last = new SQLException("no password", Logins.WRONG_PASSWORD);
    for (RoleSecret candidate : candidates) {
      try (Session session = superuser(candidate.password(), places.primary(), deadline)) {
        session.one("SELECT 1", row -> row.getInt(1));
        return candidate.password();
      } catch (SQLException e) {
        if (!Logins.WRONG_PASSWORD.equals(e.getSQLState())) {
          throw e;
        }
        last = e;
      }
    }
    throw last;
  }

  private static String hint(SQLException e) {
    return "55P03".equals(e.getSQLState())
        ? ": a transaction that has read pg_authid or pg_roles is still open; end it"
        : "; see the primary's log";
  }

  private PgClusterException rolledBack(Change change, PgClusterException why) {
    boolean interrupted = Thread.interrupted() || why.getCause() instanceof InterruptedException;
    try {
      if (!change.mayRollBack()) {
        return unfinished(change, why);
      }
      places.withdraw(change.before().unstage(change.role()));
    } catch (RuntimeException e) {
      PgClusterException open = unfinished(change, why);
      open.addSuppressed(e);
      return open;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return new PgClusterException(
        text(change.role(), "rolled back, the former one is in force: " + why.getMessage()), why);
  }

  private PgClusterException unfinished(Change change, PgClusterException why) {
    return new PgClusterException(
        text(
            change.role(),
            "neither finished nor rolled back (%s); rotate it or apply the cluster again, which finishes it"
                .formatted(why.getMessage())),
        why);
  }

  private Duration changeOver(
      Change change, Password superuser, RouterProbes probes, Deadline deadline)
      throws SQLException, InterruptedException {
    try (Sessions sessions = open(superuser, deadline)) {
      // One that has lost its primary a moment ago is on its way back; nobody waits for it yet.
      awaitReplay(sessions, Deadline.in(STREAMING));
      places.prepare(change.after());
      Deadline bound = Deadline.in(CHANGE_OVER);
      sessions.work().begin();
      sessions.work().run(LOCK);
      long since = System.nanoTime();
      sessions
          .work()
          .run(
              "ALTER ROLE %s PASSWORD %s"
                  .formatted(
                      SqlText.identifier(change.role()),
                      SqlText.literal(change.next().verifier())));
      awaitReplay(sessions, bound);
      places.publish(change.after());
      probes.await(bound);
      places.keep(change.after());
      commit(change, sessions);
      awaitReplayQuietly(sessions, bound);
      return Duration.ofNanos(System.nanoTime() - since);
    }
  }

  /** From here on the new password is in every record: there is only forward. */
  private void commit(Change change, Sessions sessions) throws InterruptedException {
    try {
      sessions.work().commit();
    } catch (SQLException e) {
      throw new Undecided(
          text(
              change.role(),
              "the commit failed with SQLSTATE %s after every place had the new one; rotate it or apply the cluster again, which finishes it"
                  .formatted(e.getSQLState())),
          e);
    }
  }

  private Sessions open(Password password, Deadline deadline)
      throws SQLException, InterruptedException {
    List<Session> opened = new ArrayList<>();
    try {
      Session work = superuser(password, places.primary(), deadline);
      opened.add(work);
      work.run(SILENT);
      Session flush = superuser(password, places.primary(), deadline);
      opened.add(flush);
      // What a session has looked up once it need not read when pg_authid is locked.
      Lsn unused = flushed(flush);
      Map<String, Session> standbys = new TreeMap<>();
      for (String standby : places.standbys()) {
        try {
          Session session = superuser(password, standby, deadline);
          opened.add(session);
          unused = replayed(session);
          standbys.put(standby, session);
        } catch (SQLException e) {
          // One that is down has nothing to change over; it replays when it comes back.
        }
      }
      return new Sessions(work, flush, standbys);
    } catch (SQLException | InterruptedException | RuntimeException e) {
      opened.forEach(Session::close);
      throw e;
    }
  }

  private Session superuser(Password password, String place, Deadline deadline)
      throws SQLException, InterruptedException {
    Route route = place.equals(places.primary()) ? Route.PRIMARY : Route.REPLICA;
    return Session.open(
        (r, role, database) -> places.at(place, role, database, password),
        new Session.Target(route, cluster.access().superuser().name(), "postgres"),
        deadline);
  }

  private void awaitReplay(Sessions sessions, Deadline bound)
      throws SQLException, InterruptedException {
    Lsn position = flushed(sessions.flush());
    for (Map.Entry<String, Session> standby : sessions.standbys().entrySet()) {
      while (!replayed(standby.getValue()).reaches(position)) {
        if (bound.passed()) {
          throw new PgClusterException(
              "standby %s does not replay in time".formatted(standby.getKey()));
        }
        bound.pause(PAUSE);
      }
    }
  }

  /** Behind all that was done before. */
  private static Lsn flushed(Session session) throws SQLException, InterruptedException {
    return session.one(FLUSH, row -> Lsn.parse(row.getString(1)));
  }

  private static Lsn replayed(Session standby) throws SQLException, InterruptedException {
    return standby.one(REPLAYED, row -> Lsn.parse(row.getString(1)));
  }

  /** The primary has it: a standby that is slow now only lets its logins wait longer. */
  private void awaitReplayQuietly(Sessions sessions, Deadline bound) throws InterruptedException {
    try {
      awaitReplay(sessions, bound);
    } catch (SQLException | PgClusterException e) {
      // The logins that are tried next show it.
    }
  }

  private String text(String role, String what) {
    return "cluster %s: password of role %s: %s".formatted(cluster.name(), role, what);
  }
}
