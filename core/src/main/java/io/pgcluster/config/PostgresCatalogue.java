package io.pgcluster.config;

import io.pgcluster.PgClusterException;
import io.pgcluster.config.Catalogue.Renamed;
import io.pgcluster.internal.TextResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The parameters of one major version of PostgreSQL, as the server itself tells them. It refuses to
 * start with a wrong one, and so this is asked first.
 *
 * <p>Names with a dot are those of extensions, about which nothing is known: they are accepted.
 *
 * @since 0.1
 */
public final class PostgresCatalogue {
  /** The major versions with a catalogue, oldest first. */
  public static final List<Integer> VERSIONS = List.of(14, 15, 16, 17, 18);

  /**
   * What a standby needs at least as high as its primary, or it does not start: the manual's
   * "Administrator's Overview" of hot standby.
   */
  public static final Set<String> STANDBY_NEEDS =
      Set.of(
          "max_connections",
          "max_prepared_transactions",
          "max_locks_per_transaction",
          "max_wal_senders",
          "max_worker_processes");

  private static final Map<String, Renamed> RENAMED =
      Map.of(
          "checkpoint_segments", new Renamed("max_wal_size", "9.5"),
          "force_parallel_mode", new Renamed("debug_parallel_query", "16"),
          "sort_mem", new Renamed("work_mem", "8.0"),
          "ssl_ecdh_curve", new Renamed("ssl_groups", "18"),
          "vacuum_mem", new Renamed("maintenance_work_mem", "8.0"),
          "wal_keep_segments", new Renamed("wal_keep_size", "13"));

  /** Those that pg_settings shows with capitals, and postgresql.conf.sample without. */
  private static final Map<String, String> WITH_CAPITALS =
      Map.of("datestyle", "DateStyle", "intervalstyle", "IntervalStyle", "timezone", "TimeZone");

  private static final Map<Integer, PostgresCatalogue> READ = new ConcurrentHashMap<>();

  /** Read when the first catalogue is asked for. */
  private static final class Table {
    static final ParameterTable ALL =
        new ParameterTable(
            TextResource.read(PostgresCatalogue.class, "postgresql.csv"),
            VERSIONS.stream().map(String::valueOf).toList());
  }

  private final Catalogue catalogue;

  private PostgresCatalogue(int major) {
    this.catalogue = new Catalogue("PostgreSQL", String.valueOf(major), Table.ALL, RENAMED);
  }

  /**
   * The catalogue of a version.
   *
   * @param major one of {@link #VERSIONS}
   * @return the catalogue, always the same one
   * @throws PgClusterException if there is none of that version
   */
  public static PostgresCatalogue of(int major) {
    return READ.computeIfAbsent(major, PostgresCatalogue::new);
  }

  /**
   * Whether the server knows a parameter of its own, spelled as in {@code pg_settings} or in small
   * letters. Parameters of extensions are not among them.
   *
   * @param name the parameter
   * @return whether it is one
   */
  public boolean knows(String name) {
    return find(name).isPresent();
  }

  /**
   * When a change of a parameter takes effect.
   *
   * @param name the parameter
   * @return nothing for a name that is none; for an extension's, a restart is sure to suffice
   */
  public Optional<TakesEffect> takesEffect(String name) {
    Optional<TakesEffect> own = find(name).map(Parameter::takesEffect);
    return own.isEmpty() && isOfExtension(name) ? Optional.of(TakesEffect.RESTART) : own;
  }

  /**
   * Those parameters that only a start of the server takes up.
   *
   * @param parameters values by name
   * @return the part of them, sorted by name
   */
  public SortedMap<String, String> onlyAtStart(Map<String, String> parameters) {
    TreeMap<String, String> part = new TreeMap<>(parameters);
    part.keySet()
        .removeIf(name -> takesEffect(name).filter(e -> e == TakesEffect.RESTART).isEmpty());
    return part;
  }

  /**
   * All parameters that only a start takes up.
   *
   * @return their names, without the number of a backend; extensions' are not among them
   */
  public SortedSet<String> namesOnlyAtStart() {
    TreeSet<String> names = new TreeSet<>();
    catalogue
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (parameter.takesEffect() == TakesEffect.RESTART) {
                names.add(name);
              }
            });
    return names;
  }

  /**
   * Why postgresql.conf cannot have a parameter with a value: the name, its type, its range.
   *
   * @param name the parameter
   * @param value its value, without quotes
   * @return what is wrong and what to do; empty if nothing is
   */
  public Optional<String> problem(String name, String value) {
    if (isOfExtension(name)) {
      return ConfigText.problem(value);
    }
    Optional<Parameter> parameter = find(name);
    if (parameter.isEmpty()) {
      return Optional.of(catalogue.whyUnknown(name));
    }
    if (parameter.get().takesEffect() == TakesEffect.NEVER) {
      return Optional.of("cannot be set, it tells what the server is; leave it out");
    }
    return ConfigText.problem(value).or(() -> ValueCheck.problem(parameter.get(), value));
  }

  private Optional<Parameter> find(String name) {
    return catalogue.find(WITH_CAPITALS.getOrDefault(name, name));
  }

  private static boolean isOfExtension(String name) {
    return name.indexOf('.') >= 0 && PostgresqlConf.nameProblem(name).isEmpty();
  }

  /** All parameters of the server's own, for tests. */
  Map<String, Parameter> parameters() {
    return catalogue.parameters();
  }
}
