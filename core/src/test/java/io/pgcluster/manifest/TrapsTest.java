package io.pgcluster.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.pgcluster.credential.PoolPasswd;
import io.pgcluster.credential.PoolPasswdEntry;
import io.pgcluster.image.ImageContract;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What others ran into with PostgreSQL and pgpool on Kubernetes, as far as objects and files show
 * it. The scripts' part is in {@code PrimaryScriptIT} and {@code StandbyScriptIT}.
 */
class TrapsTest {
  private static final PgCluster CLUSTER =
      PgClusterBuilder.named("orders").standbys(2).router(r -> r.pods(3)).build();
  private static final Rendered RENDERED = Rendered.of(CLUSTER);

  private static Container only(PodTemplateSpec template) {
    assertThat(template.getSpec().getContainers()).hasSize(1);
    return template.getSpec().getContainers().get(0);
  }

  private static String env(Container container, String name) {
    return container.getEnv().stream()
        .filter(e -> e.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  private static Volume volumeAt(PodSpec pod, String path) {
    String name =
        pod.getContainers().get(0).getVolumeMounts().stream()
            .filter(m -> m.getMountPath().equals(path))
            .findFirst()
            .orElseThrow()
            .getName();
    return pod.getVolumes().stream()
        .filter(v -> v.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<PodTemplateSpec> instances() {
    return Stream.of(RENDERED.primary(), RENDERED.standbys());
  }

  @Test
  void files_are_not_given_to_the_group_at_every_mount() {
    assertThat(RENDERED.templates().values())
        .allMatch(
            t ->
                t.getSpec().getSecurityContext().getFsGroupChangePolicy().equals("OnRootMismatch"));
  }

  @Test
  void pgdata_is_below_the_mount_as_lost_and_found_is_in_it() {
    assertThat(instances())
        .allSatisfy(
            t ->
                assertThat(env(only(t), "PGDATA"))
                    .startsWith(
                        only(t).getVolumeMounts().stream()
                                .filter(m -> m.getName().equals("data"))
                                .map(VolumeMount::getMountPath)
                                .findFirst()
                                .orElseThrow()
                            + "/"));
  }

  @Test
  void instances_stop_fast_whatever_signal_the_image_says() {
    assertThat(instances())
        .allSatisfy(
            t -> {
              assertThat(only(t).getLifecycle().getPreStop().getExec().getCommand())
                  .startsWith("pg_ctl", "stop")
                  .containsSequence("-m", "fast");
              assertThat(t.getSpec().getTerminationGracePeriodSeconds()).isEqualTo(300);
            });
  }

  @Test
  void routers_stop_fast_too() {
    assertThat(only(RENDERED.router()).getLifecycle().getPreStop().getExec().getCommand())
        .startsWith("/opt/pgpool-II/bin/pgpool")
        .containsSequence("-m", "fast")
        .endsWith("stop");
  }

  @Test
  void connection_info_is_where_no_mounted_file_replaces_it() {
    assertThat(RENDERED.postgresql())
        .doesNotContainKeys("primary_conninfo", "primary_slot_name", "promote_trigger_file");
    assertThat(RENDERED.file("orders-postgres", "standby.sh"))
        .contains("-c \"primary_conninfo=$primary\" -c \"primary_slot_name=$slot\"");
  }

  /** wal_receiver_timeout alone is a minute. */
  @Test
  void a_standby_notices_within_seconds_that_its_primary_is_gone() {
    assertThat(RENDERED.file("orders-postgres", "primary.conninfo"))
        .contains("keepalives_idle=5")
        .contains("tcp_user_timeout=10000");
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void auto_conf_does_not_disagree(int version) {
    Rendered rendered = Rendered.of(PgClusterBuilder.named("orders").version(version).build());
    if (version >= 17) {
      assertThat(rendered.postgresql()).containsEntry("allow_alter_system", "off");
    } else {
      assertThat(rendered.postgresql()).doesNotContainKey("allow_alter_system");
    }
  }

  @Test
  void shared_memory_is_more_than_the_64_mb_of_the_runtime() {
    assertThat(instances())
        .allSatisfy(
            t -> {
              var shm = volumeAt(t.getSpec(), "/dev/shm").getEmptyDir();
              assertThat(shm.getMedium()).isEqualTo("Memory");
              assertThat(Quantity.getAmountInBytes(shm.getSizeLimit()))
                  .isGreaterThan(new BigDecimal(64 << 20));
            });
  }

  @Test
  void the_password_file_of_libpq_is_made_in_memory() {
    assertThat(volumeAt(RENDERED.standbys().getSpec(), "/run/pgcluster").getEmptyDir().getMedium())
        .isEqualTo("Memory");
    assertThat(RENDERED.file("orders-postgres", "standby.sh"))
        .contains("private=/run/pgcluster\n", "passfile=$PGPASSFILE");
    assertThat(RENDERED.secret("orders-bootstrap", "pgpass")).startsWith("*:*:*:replicator:");
  }

  @Test
  void a_dead_standby_cannot_fill_the_primarys_disk() {
    assertThat(RENDERED.postgresql().get("max_slot_wal_keep_size")).matches("[1-9][0-9]*GB");
  }

  @Test
  void standbys_reach_the_primary_before_it_is_ready() {
    assertThat(RENDERED.all(Service.class).stream())
        .filteredOn(s -> Boolean.TRUE.equals(s.getSpec().getPublishNotReadyAddresses()))
        .singleElement()
        .satisfies(s -> assertThat(s.getMetadata().getName()).isEqualTo("orders-primary"));
    assertThat(RENDERED.all(StatefulSet.class))
        .allMatch(s -> s.getSpec().getPodManagementPolicy().equals("Parallel"));
    assertThat(instances()).allMatch(t -> only(t).getStartupProbe().getPeriodSeconds() == 1);
  }

  @Test
  void claims_outlive_their_set() {
    assertThat(RENDERED.all(StatefulSet.class))
        .allSatisfy(
            set -> {
              var policy = set.getSpec().getPersistentVolumeClaimRetentionPolicy();
              assertThat(policy.getWhenDeleted()).isEqualTo("Retain");
              assertThat(policy.getWhenScaled()).isEqualTo("Retain");
            });
  }

  @Test
  void no_password_is_in_an_environment() {
    assertThat(RENDERED.containers().flatMap(c -> c.getEnv().stream()))
        .allMatch(e -> e.getValueFrom() == null || e.getValueFrom().getSecretKeyRef() == null)
        .noneMatch(e -> e.getName().contains("PASSWORD"));
  }

  @Test
  void scripts_never_remove_a_pid_file_and_edit_no_templates() {
    for (String script : List.of("common.sh", "primary.sh", "standby.sh")) {
      assertThat(RENDERED.file("orders-postgres", script))
          .doesNotContain("postmaster.pid", "sed ", "promote_trigger_file", "eval ");
    }
  }

  @Test
  void pgpool_writes_to_volumes_alone() {
    List<String> writable =
        only(RENDERED.router()).getVolumeMounts().stream()
            .filter(m -> !Boolean.TRUE.equals(m.getReadOnly()))
            .map(VolumeMount::getMountPath)
            .toList();

    assertThat(RENDERED.pgpool())
        .allSatisfy(
            (name, value) -> {
              if (value.startsWith("/") && !name.equals("pool_passwd")) {
                assertThat(writable).as(name).contains(value.replaceAll("/pgpool\\.pid$", ""));
              }
            })
        .containsEntry("pid_file_name", "/run/pgpool/pgpool.pid");
  }

  @Test
  void pgpool_has_no_control_port_and_a_small_cache() {
    assertThat(RENDERED.pgpool()).containsEntry("pcp_listen_addresses", "");
    assertThat(Long.parseLong(RENDERED.pgpool().get("memqcache_total_size"))).isLessThan(64L << 20);
  }

  @Test
  void pgpool_neither_fails_over_nor_remembers_a_backend_as_down() {
    assertThat(RENDERED.pgpool())
        .containsEntry("backend_flag0", "ALWAYS_PRIMARY|DISALLOW_TO_FAILOVER")
        .containsEntry("backend_flag1", "DISALLOW_TO_FAILOVER")
        .containsEntry("backend_flag2", "DISALLOW_TO_FAILOVER")
        .containsEntry("failover_on_backend_error", "off")
        .containsEntry("failover_on_backend_shutdown", "off")
        .containsEntry("health_check_period", "0")
        .doesNotContainKeys("failover_command", "follow_primary_command", "use_watchdog");
    assertThat(RENDERED.file("orders-router", "pgpool.sh"))
        .contains("\npgpool -n -D ", "printf ':%8190s\\n' ''", "conv=notrunc", "kill -HUP");
  }

  @Test
  void pgpool_is_not_restarted_because_a_backend_is_away() {
    Container router = only(RENDERED.router());

    assertThat(router.getLivenessProbe()).isNull();
    assertThat(router.getReadinessProbe().getExec()).isNull();
    assertThat(router.getReadinessProbe().getTcpSocket()).isNotNull();
  }

  @Test
  void pgpool_names_no_watchdog_which_is_fatal() {
    assertThat(RENDERED.pgpool().keySet())
        .noneMatch(name -> name.startsWith("wd_") && !name.equals("wd_ipc_socket_dir"));
  }

  @Test
  void cached_connections_to_an_old_address_end() {
    assertThat(Integer.parseInt(RENDERED.pgpool().get("connection_life_time"))).isBetween(1, 300);
    assertThat(Integer.parseInt(RENDERED.pgpool().get("connect_timeout"))).isBetween(1, 10_000);
  }

  @Test
  void pgpool_knows_how_far_each_standby_is() {
    assertThat(RENDERED.pgpool())
        .containsEntry("sr_check_period", "2")
        .containsEntry("sr_check_user", "pgcluster_router")
        .containsEntry("backend_application_name1", "orders-replica-0")
        .containsEntry("backend_application_name2", "orders-replica-1")
        .containsEntry("disable_load_balance_on_write", "transaction");
    assertThat(RENDERED.secret("orders-bootstrap", "roles.sql"))
        .contains("GRANT \"pg_monitor\" TO \"pgcluster_router\"");
  }

  @Test
  void postgresql_takes_all_connections_that_the_routers_may_open() {
    int children = 32;
    int pool = 4;
    int pods = 3;

    assertThat(Integer.parseInt(RENDERED.postgresql().get("max_connections")))
        .isGreaterThan(children * pool * pods);
  }

  @Test
  void scram_needs_passwords_that_pgpool_can_decrypt() {
    assertThat(RENDERED.file("orders-router", "pool_hba.conf").lines())
        .isNotEmpty()
        .allMatch(line -> line.endsWith(" scram-sha-256"));
    assertThat(PoolPasswd.parse(RENDERED.secret("orders-router", "pool_passwd")).entries())
        .hasSize(3)
        .allMatch(e -> e.kind() == PoolPasswdEntry.Kind.AES);
    assertThat(RENDERED.secret("orders-router", "pool-key")).isNotEmpty();
    assertThat(RENDERED.pgpool())
        .containsEntry("enable_pool_hba", "on")
        .containsEntry("pool_passwd", "/run/pgpool/pool_passwd");
  }

  @Test
  void md5_entries_go_with_md5_verifiers_alone() {
    PgCluster md5 =
        CLUSTER.toBuilder()
            .postgres(p -> p.passwordEncryption(PasswordEncryption.MD5))
            .router(r -> r.version("3.7"))
            .build();
    Rendered rendered = Rendered.of(md5);

    assertThat(rendered.file("orders-router", "pool_hba.conf").lines())
        .allMatch(line -> line.endsWith(" md5"));
    assertThat(PoolPasswd.parse(rendered.secret("orders-router", "pool_passwd")).entries())
        .allMatch(e -> e.kind() == PoolPasswdEntry.Kind.MD5);
    assertThat(rendered.secret("orders-bootstrap", "roles.sql")).doesNotContain("SCRAM");
    assertThat(rendered.postgresql()).containsEntry("password_encryption", "md5");
    // Its version has no option for a key.
    assertThat(rendered.file("orders-router", "pgpool.sh")).doesNotContain(" -k ");
  }

  @Test
  void secret_files_can_be_read_by_the_pods_group() {
    assertThat(RENDERED.router().getSpec().getVolumes().get(0).getProjected().getDefaultMode())
        .isEqualTo(0440);
    assertThat(
            volumeAt(RENDERED.primary().getSpec(), "/etc/pgcluster/bootstrap")
                .getSecret()
                .getDefaultMode())
        .isEqualTo(0440);
    assertThat(RENDERED.templates().values())
        .allMatch(
            t ->
                t.getSpec()
                    .getSecurityContext()
                    .getFsGroup()
                    .equals(t.getSpec().getSecurityContext().getRunAsGroup()));
  }

  @Test
  void mounted_files_are_not_frozen_by_sub_paths() {
    assertThat(RENDERED.containers().flatMap(c -> c.getVolumeMounts().stream()))
        .allMatch(m -> m.getSubPath() == null && m.getSubPathExpr() == null);
  }

  @Test
  void the_image_is_used_as_its_contract_says() {
    ImageContract own =
        new ImageContract(
            "own",
            26,
            27,
            "/opt/pg/bin",
            java.util.Set.of(
                "initdb", "postgres", "pg_basebackup", "pg_ctl", "psql", "pg_isready", "bash"));
    PodTemplateSpec primary =
        Rendered.of(PgClusterBuilder.named("orders").postgres(p -> p.image("own/pg", own)).build())
            .primary();

    assertThat(only(primary).getCommand()).first().isEqualTo("bash");
    assertThat(only(primary).getReadinessProbe().getExec().getCommand())
        .first()
        .isEqualTo("/opt/pg/bin/pg_isready");
    assertThat(env(only(primary), "PGCLUSTER_PROGRAMS")).isEqualTo("/opt/pg/bin");
    assertThat(primary.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(26);
    assertThat(primary.getSpec().getSecurityContext().getFsGroup()).isEqualTo(27);
  }

  @Test
  void psql_works_in_the_container_without_arguments() {
    assertThat(instances())
        .allSatisfy(
            t -> {
              assertThat(env(only(t), "PGHOST"))
                  .isEqualTo(RENDERED.postgresql().get("unix_socket_directories"));
              assertThat(env(only(t), "PGPORT")).isEqualTo("5432");
              assertThat(env(only(t), "PGUSER")).isEqualTo("postgres");
            });
  }

  @Test
  void a_drain_takes_one_instance_at_a_time() {
    assertThat(RENDERED.all(io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget.class))
        .hasSize(2)
        .allSatisfy(
            b -> {
              assertThat(b.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
              assertThat(b.getSpec().getUnhealthyPodEvictionPolicy()).isEqualTo("AlwaysAllow");
            });
  }

  @Test
  void pods_keep_apart() {
    assertThat(Map.of("i", RENDERED.primary(), "r", RENDERED.router()).values())
        .allSatisfy(
            t ->
                assertThat(
                        t.getSpec()
                            .getAffinity()
                            .getPodAntiAffinity()
                            .getPreferredDuringSchedulingIgnoredDuringExecution())
                    .singleElement()
                    .satisfies(
                        w ->
                            assertThat(t.getMetadata().getLabels())
                                .containsAllEntriesOf(
                                    w.getPodAffinityTerm().getLabelSelector().getMatchLabels())));
  }
}
