package io.pgcluster.config;

import io.pgcluster.PgClusterException;
import io.pgcluster.config.Catalogue.Renamed;
import io.pgcluster.internal.TextResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The parameters of one version of pgpool, out of its sources. pgpool itself says nothing of a name
 * it does not know, and takes many a wrong value for another one.
 *
 * <p>Names of what there is for each backend end in its number: {@code backend_weight0}.
 *
 * @since 0.1
 */
public final class PgpoolCatalogue {
  /** The versions with a catalogue, oldest first. */
  public static final List<String> VERSIONS =
      List.of("3.7", "4.0", "4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7");

  private static final Map<String, Renamed> RENAMED =
      Map.ofEntries(
          Map.entry("fail_over_on_backend_error", new Renamed("failover_on_backend_error", "4.0")),
          Map.entry("master_slave_mode", new Renamed("backend_clustering_mode", "4.2")),
          Map.entry("master_slave_sub_mode", new Renamed("backend_clustering_mode", "4.2")),
          Map.entry("replication_mode", new Renamed("backend_clustering_mode", "4.2")),
          Map.entry("black_function_list", new Renamed("write_function_list", "4.2")),
          Map.entry("white_function_list", new Renamed("read_only_function_list", "4.2")),
          Map.entry(
              "black_query_pattern_list", new Renamed("primary_routing_query_pattern_list", "4.2")),
          Map.entry(
              "black_memqcache_table_list",
              new Renamed("cache_unsafe_memqcache_table_list", "4.2")),
          Map.entry(
              "white_memqcache_table_list", new Renamed("cache_safe_memqcache_table_list", "4.2")),
          Map.entry("follow_master_command", new Renamed("follow_primary_command", "4.2")),
          Map.entry("heartbeat_destination", new Renamed("heartbeat_hostname", "4.2")),
          Map.entry("heartbeat_destination_port", new Renamed("heartbeat_port", "4.2")),
          Map.entry("other_pgpool_hostname", new Renamed("hostname", "4.2")),
          Map.entry("other_pgpool_port", new Renamed("pgpool_port", "4.2")),
          Map.entry("other_wd_port", new Renamed("wd_port", "4.2")),
          Map.entry("socket_dir", new Renamed("unix_socket_directories", "4.4")),
          Map.entry("delegate_IP", new Renamed("delegate_ip", "4.4")),
          Map.entry("logdir", new Renamed("work_dir", "4.7")));

  /** pgpool's MAX_NUM_BACKENDS less one. */
  private static final int MAX_INDEX = 127;

  /** Before, pgpool read numbers with atoi, which takes no unit and stops where it likes. */
  private static final String SINCE_UNITS = "4.2";

  private static final Map<String, PgpoolCatalogue> READ = new ConcurrentHashMap<>();

  /** Read when the first catalogue is asked for. */
  private static final class Table {
    static final ParameterTable ALL =
        new ParameterTable(TextResource.read(PgpoolCatalogue.class, "pgpool.csv"), VERSIONS);
  }

  private final Catalogue catalogue;
  private final boolean readsDecimalsOnly;

  private PgpoolCatalogue(String version) {
    this.catalogue = new Catalogue("pgpool", version, Table.ALL, RENAMED);
    this.readsDecimalsOnly = VERSIONS.indexOf(version) < VERSIONS.indexOf(SINCE_UNITS);
  }

  /**
   * The catalogue of a version.
   *
   * @param version one of {@link #VERSIONS}
   * @return the catalogue, always the same one
   * @throws PgClusterException if there is none of that version
   */
  public static PgpoolCatalogue of(String version) {
    return READ.computeIfAbsent(version, PgpoolCatalogue::new);
  }

  /**
   * Whether the version has a parameter, and heeds it: an old name that it still reads and ignores
   * does not count.
   *
   * @param name the parameter, with the number of the backend where there is one for each
   * @return whether it is known
   */
  public boolean knows(String name) {
    return find(name).isPresent();
  }

  /**
   * When a change of a parameter takes effect.
   *
   * @param name the parameter
   * @return nothing for a name that is none
   */
  public Optional<TakesEffect> takesEffect(String name) {
    return find(name).map(Parameter::takesEffect);
  }

  /**
   * Of these parameters those that pgpool takes up when it starts, and no later: addresses of
   * backends among them, which a reload adds but does not change (pgpool manual, "Backend
   * Settings").
   *
   * @param parameters names and values
   * @return sorted by name
   */
  public SortedMap<String, String> onlyAtStart(Map<String, String> parameters) {
    TreeMap<String, String> part = new TreeMap<>(parameters);
    part.keySet().removeIf(name -> !isOnlyAtStart(name));
    return part;
  }

  private boolean isOnlyAtStart(String name) {
    boolean backend = name.startsWith("backend_") && !name.startsWith("backend_weight");
    return backend || takesEffect(name).filter(e -> e == TakesEffect.RESTART).isPresent();
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
   * Why pgpool.conf cannot have a parameter with a value: the name, its type, its range.
   *
   * @param name the parameter, with the number of the backend where there is one for each
   * @param value its value, without quotes
   * @return what is wrong and what to do; empty if nothing is
   */
  public Optional<String> problem(String name, String value) {
    Optional<Parameter> parameter = find(name);
    if (parameter.isEmpty()) {
      return Optional.of(whyUnknown(name));
    }
    return PgpoolConf.valueProblem(value).or(() -> valueProblem(parameter.get(), value));
  }

  private Optional<String> valueProblem(Parameter parameter, String value) {
    if (readsDecimalsOnly && parameter.type() == Parameter.Type.INTEGER && !isDecimal(value)) {
      return Optional.of(ValueCheck.noNumber(parameter, value));
    }
    return ValueCheck.problem(parameter, value);
  }

  private static boolean isDecimal(String value) {
    String digits = value.startsWith("-") ? value.substring(1) : value;
    boolean decimal = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return decimal && (digits.length() == 1 || !digits.startsWith("0"));
  }

  private Optional<Parameter> find(String name) {
    String bare = bare(name);
    Optional<Parameter> parameter = catalogue.find(bare);
    if (parameter.isEmpty() || !parameter.get().indexed()) {
      return catalogue.find(name);
    }
    if (bare.equals(name)) {
      boolean optional = parameter.get().index().equals("optional");
      return optional ? parameter.map(Parameter::withoutUnit) : Optional.empty();
    }
    return isIndex(name.substring(bare.length())) ? parameter : Optional.empty();
  }

  private String whyUnknown(String name) {
    String bare = bare(name);
    if (catalogue.find(bare).filter(Parameter::indexed).isEmpty()) {
      return catalogue.whyUnknown(bare.equals(name) || isOldIndexed(bare) ? bare : name);
    }
    return bare.equals(name)
        ? "needs the number of a backend behind it: %s0 is the primary's".formatted(name)
        : "has no number of 0 to %d behind it, without leading zeros".formatted(MAX_INDEX);
  }

  private static boolean isOldIndexed(String bare) {
    return Table.ALL.known(bare).last() >= 0;
  }

  private static boolean isIndex(String digits) {
    return digits.length() <= 3
        && Integer.parseInt(digits) <= MAX_INDEX
        && (digits.length() == 1 || !digits.startsWith("0"));
  }

  private static String bare(String name) {
    int end = name.length();
    while (end > 0 && name.charAt(end - 1) >= '0' && name.charAt(end - 1) <= '9') {
      end--;
    }
    return name.substring(0, end);
  }

  /** All parameters of the version, for tests. */
  Map<String, Parameter> parameters() {
    return catalogue.parameters();
  }
}
