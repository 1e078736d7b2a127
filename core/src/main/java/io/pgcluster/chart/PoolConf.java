package io.pgcluster.chart;

import io.pgcluster.internal.TextResource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a pgpool.conf of the chart says. Its settings were the chart's own, most of them samples of
 * pgpool 3.7: those are the library's business now; what somebody changed is taken over.
 */
final class PoolConf {
  static final String SHIPPED_POOL_PASSWD = "postgres:md532e12f215ba27cb750c9e093ce4b5127\n";

  private static final String SHIPPED = "pool-configs/pgpool.conf";

  /** Of the shipped ones those that a client would miss. */
  private static final Set<String> KEPT = Set.of("num_init_children", "max_pool");

  private static final Map<String, String> NEW_NAMES =
      Map.of(
          "black_function_list", "write_function_list",
          "white_function_list", "read_only_function_list",
          "black_memqcache_table_list", "cache_unsafe_memqcache_table_list",
          "white_memqcache_table_list", "cache_safe_memqcache_table_list",
          "black_query_pattern_list", "primary_routing_query_pattern_list");

  private static final class ShippedSettings {
    static final Map<String, String> ALL = read();

    private static Map<String, String> read() {
      Map<String, String> settings = new TreeMap<>();
      for (ConfLine line :
          ConfLine.of(SHIPPED, TextResource.read(PoolConf.class, "pgpool.conf"), new Findings())) {
        settings.put(line.name(), line.value());
      }
      return settings;
    }
  }

  private final Draft draft;
  private final Findings findings;

  PoolConf(Draft draft, Findings findings) {
    this.draft = draft;
    this.findings = findings;
  }

  /** The file that the chart came with. */
  void shipped() {
    ShippedSettings.ALL.forEach((name, value) -> setting(SHIPPED, name, value));
    capacity();
  }

  void read(String file, String text) {
    for (ConfLine line : ConfLine.of(file, text, findings)) {
      setting(file + ":" + line.number(), line.name(), line.value());
    }
    capacity();
  }

  private void setting(String place, String name, String value) {
    boolean changed = !value.equals(ShippedSettings.ALL.get(name));
    if (defect(place, name, value)) {
      return;
    }
    if (name.startsWith("backend_") && !name.startsWith("backend_weight")) {
      backend(place, name, value);
    } else if (changed || KEPT.contains(name)) {
      take(place, name, value);
    }
  }

  private void take(String place, String name, String value) {
    String now = NEW_NAMES.getOrDefault(name, name);
    if (!now.equals(name)) {
      findings.defect(
          place,
          "%s has another name since pgpool 4.2, which ignores this one".formatted(name),
          now);
    }
    if (!now.startsWith("backend_weight")) {
      draft.routerParameter(now, value, place);
    }
  }

  private void backend(String place, String name, String value) {
    if (name.equals("backend_hostname1") && value.equals("replica")) {
      findings.defect(
          place,
          "all standbys are one backend, the Service replica: pgpool cannot know how far each is behind",
          "a backend for each standby");
    } else if (!name.startsWith("backend_hostname")) {
      findings.leftOut(
          place + " " + name, "is of a backend", "backends are the primary and its standbys");
    }
  }

  /** Whether a setting is wrong in a way of its own. */
  private boolean defect(String place, String name, String value) {
    boolean off = value.equalsIgnoreCase("off") || value.equals("0") || value.equals("false");
    switch (name) {
      case "load_balance_mode" -> {
        if (off) {
          findings.defect(
              place,
              "load_balance_mode is off: reads are never split, all go to the primary",
              "on");
        }
      }
      case "fail_over_on_backend_error" ->
          findings.defect(
              place,
              "this name is ignored since pgpool 4.0, so an error detaches a backend for good",
              "failover_on_backend_error = off, and DISALLOW_TO_FAILOVER");
      case "wd_port", "wd_heartbeat_port" ->
          findings.defect(
              place,
              "%s without an index is fatal since pgpool 4.2".formatted(name),
              "no watchdog: Kubernetes is one");
      case "sr_check_user", "health_check_user" ->
          findings.defect(
              place,
              "%s is the application's role, which may not see replication: lag stays unknown"
                  .formatted(name),
              "a role of its own in pg_monitor");
      case "sr_check_password",
          "health_check_password",
          "recovery_password",
          "wd_lifecheck_password" -> {
        if (!value.isEmpty()) {
          findings.defect(
              place,
              "%s: a password in pgpool.conf, beside the Secret that should have it"
                  .formatted(name),
              "taken from pool_passwd");
        }
      }
      case "connection_life_time" -> {
        if (off) {
          findings.defect(
              place,
              "connection_life_time is 0: a kept connection holds on to the address of a pod that is gone",
              "60 seconds");
        }
      }
      case "log_statement" -> {
        if (!off) {
          findings.defect(
              place, "log_statement logs every statement, ALTER ROLE … PASSWORD too", "off");
        }
      }
      case "connection_cache" -> {
        if (off) {
          findings.defect(
              place,
              "connection_cache is off: a new server connection for each client",
              "on, as pgpool has it");
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** PostgreSQL's default is 100, and the chart's files of 2018 had 64 times 4. */
  private void capacity() {
    long children = number("num_init_children", 32);
    long pool = number("max_pool", 4);
    long connections =
        draft
            .serverParameter("max_connections")
            .filter(t -> t.matches("[0-9]{1,6}"))
            .map(Long::parseLong)
            .orElse(100L);
    if (children * pool > connections - 3) {
      findings.defect(
          "pool-configs/pgpool.conf num_init_children",
          "pgpool may open %d × %d connections, and the server takes %d"
              .formatted(children, pool, connections),
          "max_connections is made large enough for all router pods");
      draft.removeServerParameter("max_connections");
    }
  }

  private long number(String name, long otherwise) {
    return draft
        .routerParameter(name)
        .filter(t -> t.matches("[0-9]{1,6}"))
        .map(Long::parseLong)
        .orElse(otherwise);
  }
}
