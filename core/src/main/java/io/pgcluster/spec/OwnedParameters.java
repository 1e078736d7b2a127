package io.pgcluster.spec;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parameters that the library sets itself, and what to use instead. */
final class OwnedParameters {
  private static final String LIBRARY = "is set by the library; leave it out";
  private static final String STANDBY = "is set for each standby by the library; leave it out";
  private static final String RECOVERY =
      "would make standbys stop following the primary; leave it out";

  private static final Map<String, String> POSTGRES =
      Map.ofEntries(
          Map.entry("listen_addresses", LIBRARY),
          Map.entry("port", use("postgres.port")),
          Map.entry("hba_file", use("postgres.hba")),
          Map.entry("ident_file", LIBRARY),
          Map.entry("config_file", LIBRARY),
          Map.entry("data_directory", LIBRARY),
          Map.entry("external_pid_file", LIBRARY),
          Map.entry("unix_socket_directories", LIBRARY),
          Map.entry("hot_standby", LIBRARY),
          Map.entry("pgcluster.configuration", LIBRARY),
          Map.entry("password_encryption", use("postgres.passwordEncryption")),
          Map.entry("primary_conninfo", use("access.replication")),
          Map.entry("primary_slot_name", STANDBY),
          Map.entry("promote_trigger_file", STANDBY),
          Map.entry("cluster_name", STANDBY),
          Map.entry("restore_command", STANDBY),
          Map.entry("archive_cleanup_command", STANDBY),
          Map.entry("recovery_end_command", STANDBY),
          Map.entry("recovery_min_apply_delay", RECOVERY),
          Map.entry("recovery_target", RECOVERY),
          Map.entry("recovery_target_action", RECOVERY),
          Map.entry("recovery_target_inclusive", RECOVERY),
          Map.entry("recovery_target_lsn", RECOVERY),
          Map.entry("recovery_target_name", RECOVERY),
          Map.entry("recovery_target_time", RECOVERY),
          Map.entry("recovery_target_timeline", RECOVERY),
          Map.entry("recovery_target_xid", RECOVERY));

  private static final Map<String, String> ROUTER =
      Map.ofEntries(
          Map.entry("listen_addresses", LIBRARY),
          Map.entry("port", use("router.port")),
          Map.entry("unix_socket_directories", LIBRARY),
          Map.entry("socket_dir", LIBRARY),
          Map.entry("pcp_listen_addresses", LIBRARY),
          Map.entry("pcp_port", LIBRARY),
          Map.entry("pcp_socket_dir", LIBRARY),
          Map.entry("pid_file_name", LIBRARY),
          Map.entry("logdir", LIBRARY),
          Map.entry("work_dir", LIBRARY),
          Map.entry("enable_pool_hba", use("router.hba")),
          Map.entry("pool_passwd", use("access.roles, or router.poolPasswd")),
          Map.entry("backend_clustering_mode", LIBRARY),
          Map.entry("master_slave_mode", LIBRARY),
          Map.entry("master_slave_sub_mode", LIBRARY),
          Map.entry("replication_mode", LIBRARY),
          Map.entry("sr_check_user", LIBRARY),
          Map.entry("sr_check_password", LIBRARY),
          Map.entry("sr_check_database", LIBRARY),
          Map.entry("health_check_user", LIBRARY),
          Map.entry("health_check_password", LIBRARY),
          Map.entry("health_check_database", LIBRARY),
          Map.entry("failover_command", failover()),
          Map.entry("failback_command", failover()),
          Map.entry("follow_primary_command", failover()),
          Map.entry("follow_master_command", failover()),
          Map.entry("fail_over_on_backend_error", failover()),
          Map.entry("failover_on_backend_error", failover()),
          Map.entry("failover_on_backend_shutdown", failover()),
          Map.entry("recovery_user", LIBRARY),
          Map.entry("recovery_password", LIBRARY),
          Map.entry("recovery_1st_stage_command", LIBRARY),
          Map.entry("recovery_2nd_stage_command", LIBRARY),
          Map.entry("use_watchdog", failover()));

  private static final Pattern BACKEND = Pattern.compile("backend_([a-z_]+?)([0-9]*)");
  private static final Pattern WATCHDOG =
      Pattern.compile(
          "(wd_|hostname|heartbeat_|other_|delegate_|trusted_servers|if_up_cmd|if_down_cmd|arping_).*");

  private OwnedParameters() {}

  private static String use(String place) {
    return "is set by the library; use " + place;
  }

  private static String failover() {
    return "belongs to failover by pgpool, which Kubernetes takes the place of; leave it out";
  }

  /** Why a parameter of postgresql.conf is refused, if it is. */
  static Optional<String> postgres(String name) {
    return Optional.ofNullable(POSTGRES.get(name));
  }

  /** Why a parameter of pgpool.conf is refused, if it is; weights of backends are not. */
  static Optional<String> router(String name, int standbys) {
    String owned = ROUTER.get(name);
    if (owned != null) {
      return Optional.of(owned);
    }
    Matcher backend = BACKEND.matcher(name);
    if (backend.matches()) {
      return backend(backend.group(1), backend.group(2), standbys);
    }
    return WATCHDOG.matcher(name).matches() ? Optional.of(failover()) : Optional.empty();
  }

  private static Optional<String> backend(String what, String number, int standbys) {
    if (!what.equals("weight")) {
      return Optional.of(
          "is set by the library; the backends are the primary and standbys.count standbys");
    }
    boolean exists = number.matches("0|[1-9][0-9]?") && Integer.parseInt(number) <= standbys;
    return exists
        ? Optional.empty()
        : Optional.of(
            "is the weight of no instance; 0 is the primary, the standbys are 1 to " + standbys);
  }
}
