package io.pgcluster.router;

import io.pgcluster.config.PgpoolCatalogue;
import io.pgcluster.spec.AccessSettings;
import io.pgcluster.spec.PgCluster;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What stands in pgpool.conf: the library's own parameters under the caller's. */
final class RouterParameters {
  /** The older name of a parameter stands beside its newer one: each version gets what it knows. */
  private final SortedMap<String, String> parameters = new TreeMap<>();

  private final PgCluster cluster;
  private final PgpoolCatalogue catalogue;

  private RouterParameters(PgCluster cluster) {
    this.cluster = cluster;
    this.catalogue = PgpoolCatalogue.of(cluster.router().version());
  }

  static SortedMap<String, String> of(
      PgCluster cluster, String primaryHost, List<String> standbyHosts) {
    RouterParameters made = new RouterParameters(cluster);
    made.mode();
    made.places();
    made.authentication();
    made.balancing();
    made.failures();
    made.lag();
    made.memory();
    made.sessions();
    made.backend(0, primaryHost, made.alwaysPrimary() + "|DISALLOW_TO_FAILOVER");
    for (int i = 0; i < standbyHosts.size(); i++) {
      made.backend(i + 1, standbyHosts.get(i), "DISALLOW_TO_FAILOVER");
      made.set("backend_application_name" + (i + 1), standbyHosts.get(i));
    }
    made.parameters.putAll(cluster.router().parameters());
    return made.parameters;
  }

  /** Version 4.2 renamed the flag, and {@code backend_clustering_mode} came with it. */
  private String alwaysPrimary() {
    return catalogue.knows("backend_clustering_mode") ? "ALWAYS_PRIMARY" : "ALWAYS_MASTER";
  }

  private void set(String name, String value) {
    if (catalogue.knows(name)) {
      parameters.put(name, value);
    }
  }

  private void mode() {
    set("backend_clustering_mode", "streaming_replication");
    set("master_slave_mode", "on");
    set("master_slave_sub_mode", "stream");
  }

  private void places() {
    set("listen_addresses", "*");
    set("port", String.valueOf(cluster.router().port()));
    set("unix_socket_directories", RouterFiles.WORK);
    set("socket_dir", RouterFiles.WORK);
    set("pcp_socket_dir", RouterFiles.WORK);
    set("wd_ipc_socket_dir", RouterFiles.WORK);
    set("pid_file_name", RouterFiles.WORK + "/pgpool.pid");
    set("work_dir", RouterFiles.WORK);
    set("logdir", RouterFiles.WORK);
    // Its control port is not for the network.
    set("pcp_listen_addresses", "");
  }

  private void authentication() {
    set("enable_pool_hba", "on");
    set("pool_passwd", RouterFiles.WORK + "/" + RouterFiles.POOL_PASSWD);
    set("allow_clear_text_frontend_auth", "off");
  }

  private void balancing() {
    set("load_balance_mode", "on");
    set("disable_load_balance_on_write", "transaction");
  }

  /** Kubernetes replaces what fails; pgpool must neither fail over nor remember it as down. */
  private void failures() {
    set("failover_on_backend_error", "off");
    set("fail_over_on_backend_error", "off");
    set("failover_on_backend_shutdown", "off");
    set("health_check_period", "0");
    // An address that answers no more costs a session this much, in ms, until DNS forgets it.
    set("connect_timeout", "3000");
    // Connections kept from before a pod was replaced end after a minute.
    set("connection_life_time", "60");
  }

  /** Reads leave a standby that is behind. Version 3.7 would need the password in pgpool.conf. */
  private void lag() {
    boolean canLogIn = catalogue.knows("allow_clear_text_frontend_auth");
    boolean standbys = cluster.standbys().count() > 0;
    set("sr_check_period", canLogIn && standbys ? "2" : "0");
    set("sr_check_user", AccessSettings.ROUTER_ROLE);
    set("sr_check_password", "");
    set("sr_check_database", "postgres");
    set("delay_threshold", "16777216");
    set("prefer_lower_delay_standby", "on");
  }

  /** The cache of relations needs little; the defaults take 64 MB and more of each pod. */
  private void memory() {
    set("memqcache_total_size", "8388608");
    set("memqcache_max_num_cache", "10000");
  }

  /** DISCARD ALL ends what a role's sessions act as; RESET ROLE brings that back for the next. */
  private void sessions() {
    if (cluster.access().roles().stream().anyMatch(role -> role.actsAs().isPresent())) {
      set("reset_query_list", "ABORT; DISCARD ALL; RESET ROLE");
    }
  }

  private void backend(int number, String host, String flag) {
    boolean standbys = cluster.standbys().count() > 0;
    set("backend_hostname" + number, host);
    set("backend_port" + number, String.valueOf(cluster.postgres().port()));
    // The primary answers reads only when no standby can.
    set("backend_weight" + number, number == 0 && standbys ? "0" : "1");
    set("backend_flag" + number, flag);
  }
}
