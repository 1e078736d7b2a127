package io.pgcluster.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.ServiceSettings;
import io.pgcluster.yaml.PgClusterYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What the examples do without a Kubernetes; ExamplesE2E runs them on one. */
class ExamplesTest {
  @Test
  void the_articles_cluster_is_what_its_chart_was_given() {
    PgCluster pgsql = ArticleCluster.on("d-bp1j17ifxfasvts3tf40", "cn-hangzhou-b");

    assertThat(pgsql.primary().storage().usedDisks())
        .singleElement()
        .asString()
        .endsWith("/d-bp1j17ifxfasvts3tf40");
    assertThat(pgsql.primary().pod().resources().requests())
        .containsEntry("cpu", "1")
        .containsEntry("memory", "2Gi");
    assertThat(pgsql.standbys().count()).isEqualTo(2);
    assertThat(pgsql.router().service().type()).isEqualTo(ServiceSettings.Type.NODE_PORT);
    assertThat(pgsql.router().service().nodePort()).hasValue(30435);
    assertThat(pgsql.access().superuser().name()).isEqualTo("postgres");
    assertThat(pgsql.access().replication().name()).isEqualTo("primaryuser");
    assertThat(pgsql.access().databases())
        .singleElement()
        .satisfies(database -> assertThat(database.name()).isEqualTo("userdb"))
        .satisfies(database -> assertThat(database.owner()).hasValue("testuser"));
  }

  @Test
  void the_file_describes_a_cluster_and_is_what_the_page_shows() throws IOException {
    String file = Files.readString(Path.of("orders.yaml"));

    assertThat(PgClusterYaml.standard().read(file).standbys().count()).isEqualTo(2);
    assertThat(Document.blocks("yaml")).extracting(Document.Block::text).contains(file);
  }

  @Test
  void manifests_only_prints_every_object_and_each_time_other_passwords() {
    String yaml = Captured.by(() -> ManifestsOnly.main("db"));

    assertThat(yaml)
        .contains("kind: StatefulSet", "kind: Deployment", "namespace: db")
        .isNotEqualTo(Captured.by(() -> ManifestsOnly.main("db")));
  }

  /** With what the chart's files and the article show. */
  @Test
  void the_password_page_prints_each_step() {
    assertThat(Captured.by(PasswordPage::main))
        .isEqualTo(
            """
            md532e12f215ba27cb750c9e093ce4b5127
            postgres:md532e12f215ba27cb750c9e093ce4b5127
            cG9zdGdyZXM6bWQ1MzJlMTJmMjE1YmEyN2NiNzUwYzllMDkzY2U0YjUxMjc=
            testuser:md599e8713364988502fa6189781bcf648f
            postgres:md532e12f215ba27cb750c9e093ce4b5127
            ---
            apiVersion: "v1"
            kind: "Secret"
            metadata:
              name: "pgpool-secrets"
            data:
              pool_passwd: "dGVzdHVzZXI6bWQ1OTllODcxMzM2NDk4ODUwMmZhNjE4OTc4MWJjZjY0OGYKcG9zdGdyZXM6bWQ1MzJlMTJmMjE1YmEyN2NiNzUwYzllMDkzY2U0YjUxMjc="
            type: "Opaque"
            """);
  }

  @Test
  void what_the_demo_makes_has_all_parts_of_a_cluster() {
    assertThat(Demo.manifests())
        .contains("name: demo-primary", "name: demo-replica", "name: demo-router");
  }

  @Test
  void a_shared_database_is_proven_and_a_role_goes() {
    assertThat(Captured.by(SharedDatabase::main))
        .contains("Cluster orders: proven")
        .contains("nothing to change");
  }

  @Test
  void a_local_cluster_is_proven_and_fails_over() {
    assertThat(Captured.by(LocalCluster::main))
        .contains("Cluster orders: proven, all 9 checks passed")
        .containsPattern("└─ orders-replica-1 +primary  writes")
        .containsPattern("├─ orders-primary-0 +standby  streaming");
  }

  @Test
  void a_cluster_is_changed_as_planned() {
    assertThat(Captured.by(ChangedCluster::main))
        .contains("max_connections: 141 → 300", "+ Instance orders-replica-2", "primary restart")
        .contains("Cluster orders: proven, all 9 checks passed");
  }

  @Test
  void a_password_is_rotated_everywhere_by_one_call() {
    assertThat(Captured.by(RotatePassword::main))
        .contains("Password of app in cluster orders: rotated")
        .contains("orders-replica-1: the new password logs in")
        .contains("orders-primary-0: the former password is refused")
        .contains("shop_a, then shop_b")
        .doesNotContain("FAIL");
  }

  @Test
  void reads_go_to_standbys_that_have_what_was_written() throws SQLException {
    assertThat(Captured.by(ReadFromStandbys::main))
        .containsPattern("made on orders-primary-0, read on orders-replica-[01]");
  }
}
