package io.pgcluster.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.Golden;
import io.pgcluster.PgClusterException;
import io.pgcluster.config.HbaRule;
import io.pgcluster.credential.Password;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.Role;
import io.pgcluster.spec.ServiceSettings;
import io.pgcluster.storage.CsiDisk;
import io.pgcluster.storage.CsiVolume;
import io.pgcluster.storage.PvcStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart of 2018: its keys and values, with files that its users changed. */
class ChartImportTest {
  private static final ChartDisk DISK =
      (id, size, zone) ->
          CsiVolume.of("diskplugin.csi.alibabacloud.com", size, CsiDisk.of(id, zone))
              .withZoneKey("topology.diskplugin.csi.alibabacloud.com/zone");

  private static final ChartImport CHART =
      ChartImport.of(DISK)
          .set("primary.pv.volumeId", "d-bp1j17ifxfasvts3tf40")
          .inZone("cn-hangzhou-h");

  private static List<String> defects(ImportReport report) {
    return report.findings().stream().map(Finding::toString).toList();
  }

  @Test
  void the_values_of_the_chart_make_its_cluster() {
    PgCluster cluster = CHART.read().cluster();

    assertThat(cluster.name()).isEqualTo("primary-replica");
    assertThat(cluster.primary().storage())
        .isEqualTo(DISK.of("d-bp1j17ifxfasvts3tf40", "20Gi", "cn-hangzhou-h"));
    assertThat(cluster.standbys().count()).isEqualTo(1);
    assertThat(((PvcStorage) cluster.standbys().storage()).storageClass())
        .contains("alicloud-disk-topology-alltype");
    assertThat(cluster.router().service().type()).isEqualTo(ServiceSettings.Type.NODE_PORT);
    assertThat(cluster.router().service().nodePort()).hasValue(30435);
    assertThat(cluster.access().superuser())
        .isEqualTo(cluster.access().superuser().withPassword(Password.of("password")));
    assertThat(cluster.access().replication().name()).isEqualTo("primaryuser");
    assertThat(cluster.access().roles()).extracting(Role::name).containsExactly("testuser");
    assertThat(cluster.access().databases())
        .singleElement()
        .satisfies(
            d ->
                assertThat(d.name() + " of " + d.owner().orElse(""))
                    .isEqualTo("userdb of testuser"));
    assertThat(cluster.router().parameters())
        .isEqualTo(Map.of("num_init_children", "64", "max_pool", "4"));
  }

  @Test
  void every_defect_has_its_remedy() {
    Golden.assertEqual(
        Path.of("src/test/resources/io/pgcluster/chart/report.txt"), CHART.read().render());
  }

  @Test
  void without_a_disk_there_is_a_report_and_no_cluster() {
    ImportReport report = ChartImport.of(DISK).read();

    assertThat(report.of(Finding.Kind.MISSING))
        .singleElement()
        .satisfies(f -> assertThat(f.place()).isEqualTo("values.yaml primary.pv.volumeId"));
    assertThat(report.render()).contains("no description yet");
    assertThatThrownBy(report::cluster)
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("primary.pv.volumeId")
        .hasMessageContaining("give the disk's id");
  }

  @Test
  void values_are_read_as_helm_reads_them() {
    ImportReport report =
        CHART
            .values("name: orders\ncontainer:\n  port: 6432\n  storage: 40G\n")
            .values("container: {storage: 50Gi}\nreplica: {nodeSelector: {db.node: true}}\n")
            .set("primary.serviceType", "NodePort")
            .set("primary.pvc.mode", "ReadWriteMany")
            .set("primary.pv.persistentVolumeReclaimPolicy", "Delete")
            .set("extra", "1")
            .read();
    PgCluster cluster = report.cluster();

    assertThat(cluster.name()).isEqualTo("orders");
    assertThat(cluster.postgres().port()).isEqualTo(6432);
    assertThat(((PvcStorage) cluster.standbys().storage()).size()).isEqualTo("50Gi");
    assertThat(cluster.standbys().pod().nodeSelector()).isEqualTo(Map.of("db.node", "true"));
    assertThat(cluster.primary().service().type()).isEqualTo(ServiceSettings.Type.NODE_PORT);
    assertThat(String.join("\n", defects(report)))
        .contains("container.port: pgpool's container and probes have 5432")
        .contains("two postmasters")
        .contains("is Delete: with the claim the disk and all data are deleted")
        .contains("values.yaml extra: is no value of the chart")
        .contains("replica.nodeSelector: has never bound a pod")
        .contains("primary.serviceType: the template gave the primary replica.serviceType");
  }

  @Test
  void postgresql_conf_becomes_parameters() {
    ImportReport report =
        CHART
            .file(
                "primary-configs/postgresql.conf",
                """
                # of Crunchy
                listen_addresses = '*'
                port = 5432
                max_connections = 100
                Work_Mem = '8MB'   # more
                log_line_prefix '%m [%p] it''s '
                wal_keep_segments = 32
                checkpoint_segments = 3
                shared_preload_libraries = 'pgaudit.so'
                include 'more.conf'
                random text with no sense
                max_wal_size = many
                """)
            .read();

    assertThat(report.cluster().postgres().parameters())
        .isEqualTo(
            Map.of(
                "work_mem", "8MB", "log_line_prefix", "%m [%p] it's ", "wal_keep_size", "512MB"));
    assertThat(String.join("\n", defects(report)))
        .contains("postgresql.conf:2 listen_addresses: is set by the library")
        .contains("postgresql.conf:7: wal_keep_segments is gone")
        .contains(
            "postgresql.conf:8 checkpoint_segments: is called max_wal_size since PostgreSQL 9.5")
        .contains("postgresql.conf:9 shared_preload_libraries")
        .contains("postgresql.conf:10: includes another file")
        .contains("postgresql.conf:11: is no setting")
        .contains("postgresql.conf:12 max_wal_size")
        .contains("64 × 4 connections, and the server takes 100");
  }

  @Test
  void pg_hba_conf_becomes_rules_that_ask_for_a_password() {
    ImportReport report =
        CHART
            .set("config.PG_PRIMARY_USER", "repl")
            .file(
                "pg_hba.conf",
                """
                local all all trust
                host replication primaryuser 0.0.0.0/0 md5
                host userdb testuser,"odd name" 10.0.0.0 255.0.0.0 trust  # the office
                host all all 0.0.0.0/0 md5
                hostssl all all nonsense/99 cert
                host too few
                """)
            .read();

    assertThat(report.cluster().postgres().hba())
        .containsExactly(
            new HbaRule(
                "host",
                List.of("userdb"),
                List.of("testuser", "\"odd name\""),
                "10.0.0.0/8",
                "scram-sha-256",
                Map.of()),
            new HbaRule(
                "host", List.of("all"), List.of("all"), "0.0.0.0/0", "scram-sha-256", Map.of()));
    assertThat(String.join("\n", defects(report)))
        .contains("pg_hba.conf:2: names [primaryuser], as custom files are no templates")
        .contains("pg_hba.conf:3: trust lets everyone in from 10.0.0.0/8 without a password")
        .contains("pg_hba.conf:4: md5, which can be replayed")
        .contains("pg_hba.conf:5")
        .contains("pg_hba.conf:6: is no rule");
  }

  @Test
  void pgpool_conf_is_taken_over_where_somebody_changed_it() {
    ImportReport report =
        CHART
            .file(
                "pool-configs/pgpool.conf",
                """
                load_balance_mode = on
                num_init_children = 20
                child_life_time = 600
                black_function_list = 'nextval,setval,my_write'
                sr_check_password = 'topsecret'
                no_such_thing = 1
                """)
            .read();

    assertThat(report.cluster().router().parameters())
        .isEqualTo(
            Map.of(
                "num_init_children", "20",
                "child_life_time", "600",
                "write_function_list", "nextval,setval,my_write"));
    assertThat(String.join("\n", defects(report)))
        .doesNotContain("topsecret", "reads are never split")
        .contains("sr_check_password: a password in pgpool.conf")
        .contains("black_function_list has another name since pgpool 4.2")
        .contains("pgpool.conf:6 no_such_thing: is not known to pgpool 4.6");
  }

  @Test
  void pool_passwd_shows_the_hand_work_that_was_half_done() {
    ImportReport report =
        CHART
            .set("config.PG_ROOT_PASSWORD", "changed")
            .file(
                "pool_passwd",
                "postgres:md532e12f215ba27cb750c9e093ce4b5127\n"
                    + "report:md576dae4ce31558c16fe845e46d66a403c\nplain:TEXTtopsecret\n")
            .read();

    assertThat(report.cluster().access().roles())
        .extracting(Role::name)
        .containsExactly("testuser", "report", "plain");
    assertThat(report.cluster().access().roles().get(2).password())
        .hasValueSatisfying(p -> assertThat(p.reveal()).isEqualTo("topsecret"));
    assertThat(String.join("\n", defects(report)))
        .doesNotContain("topsecret", "changed:")
        .contains("the hash of postgres is not that of config.PG_ROOT_PASSWORD")
        .contains("has no line for testuser")
        .contains("report has a hash there")
        .contains("the password of plain stands there as text");
  }

  @Test
  void setup_sql_is_filled_by_the_rules_of_sql_and_keeps_what_is_the_users() {
    ImportReport report =
        CHART
            .set("config.PG_PASSWORD", "it's / & all")
            .file(
                "primary-configs/setup.sql",
                """
                alter user postgres password 'PG_ROOT_PASSWORD';
                create user PG_PRIMARY_USER with REPLICATION password 'PG_PRIMARY_PASSWORD';
                create user PG_USER with password 'PG_PASSWORD';
                -- a comment; with a semicolon
                create database PG_DATABASE;
                \\c PG_DATABASE
                create extension pgaudit;
                create extension pg_stat_statements;
                create schema PG_USER;
                create function one() returns text language sql as $$ select 'a;b' $$;
                comment on schema PG_USER is 'PG_PASSWORD';
                """)
            .read();

    assertThat(report.cluster().access().setupSql())
        .isEqualTo(
            """

            \\c "userdb"

            create extension pg_stat_statements;
            create schema "testuser";
            create function one() returns text language sql as $$ select 'a;b' $$;
            comment on schema "testuser" is 'it''s / & all';
            """);
    assertThat(String.join("\n", defects(report)))
        .contains("setup.sql: makes the role testuser")
        .contains("setup.sql: makes the database userdb")
        .contains("extension pgaudit, which the official image does not have")
        .contains("config.PG_PASSWORD: has one of / & ' \\");
  }

  @ParameterizedTest
  @CsvSource({
    "centos7-10.4-2.0.0, PostgreSQL 10 of centos7-10.4-2.0.0: gets no fixes any more",
    "ubi8-14.2-4.7.5, PostgreSQL 14 of ubi8-14.2-4.7.5: an image that is no longer made",
    "latest, the PostgreSQL of latest is not known",
  })
  void the_image_says_what_postgresql_it_was(String tag, String said) {
    assertThat(String.join("\n", defects(CHART.set("image.tag", tag).read()))).contains(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: [1]", "- a", "a: {", "config: {PG_PASSWORD: a, PG_PASSWORD: b}"})
  void values_that_are_none_are_refused_without_their_text(String yaml) {
    assertThatThrownBy(() -> CHART.values(yaml))
        .isInstanceOf(PgClusterException.class)
        .hasMessageStartingWith("values.yaml: ");
  }

  @Test
  void values_that_the_builder_refuses_are_missing() {
    ImportReport report = CHART.set("name", "Not A Name").set("container.storage", "much").read();

    assertThat(report.of(Finding.Kind.MISSING))
        .extracting(Finding::place)
        .contains("name", "standbys.storage.size");
  }

  @Test
  void a_file_that_is_none_of_the_charts_is_refused() {
    assertThatThrownBy(() -> CHART.file("primary-configs/pgpool.conf", ""))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("is none of the chart's")
        .hasMessageContaining("pool-configs/pgpool.conf");
  }

  @Test
  void nothing_shows_a_password() {
    ChartImport chart = CHART.set("config.PG_PASSWORD", "topsecret");

    assertThat(chart.toString() + chart.read() + chart.read().render()).doesNotContain("topsecret");
  }
}
