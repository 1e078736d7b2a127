package io.pgcluster.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.pgcluster.credential.Password;
import io.pgcluster.credential.PoolPasswd;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Role;
import io.pgcluster.spec.ServiceSettings;
import io.pgcluster.storage.CsiDisk;
import io.pgcluster.storage.CsiVolume;
import io.pgcluster.storage.PvcStorage;
import io.pgcluster.storage.VolumeAccess;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each defect of the Helm chart of 2018, and why it cannot come back. */
class DefectsOf2018Test {
  private static final CsiVolume DISK =
      CsiVolume.of("disk.example.com", "20Gi", CsiDisk.of("d-1", "zone-b"))
          .withZoneKey("disk.example.com/zone");

  /** The article's cluster, on a disk that exists. */
  private static final PgCluster CLUSTER =
      PgClusterBuilder.named("orders")
          .primary(p -> p.storage(DISK).nodeSelector("of", "primary"))
          .standbys(s -> s.count(2).nodeSelector("of", "standbys"))
          .router(
              r ->
                  r.pods(2)
                      .nodeSelector("of", "router")
                      .service(s -> s.type(ServiceSettings.Type.NODE_PORT).nodePort(30435)))
          .role("primaryuser", Password.of("primary password"))
          .role("testuser", Password.of("test password"))
          .role(Role.group("readers"))
          .database("userdb", "testuser")
          .build();

  private static final Rendered RENDERED = Rendered.of(CLUSTER);

  @Test
  void removed_api_versions() {
    assertThat(RENDERED.manifests().stream().map(m -> m.apiVersion() + " " + m.kind()).distinct())
        .containsExactlyInAnyOrder(
            "v1 ConfigMap",
            "v1 Secret",
            "v1 Service",
            "v1 ServiceAccount",
            "v1 PersistentVolume",
            "v1 PersistentVolumeClaim",
            "apps/v1 StatefulSet",
            "apps/v1 Deployment",
            "policy/v1 PodDisruptionBudget",
            "networking.k8s.io/v1 NetworkPolicy");
  }

  @Test
  void stateful_sets_without_service_name() {
    assertThat(RENDERED.all(StatefulSet.class))
        .hasSize(2)
        .allSatisfy(
            set -> {
              Service service = RENDERED.get(Service.class, set.getSpec().getServiceName());
              assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
              assertThat(set.getSpec().getTemplate().getMetadata().getLabels())
                  .containsAllEntriesOf(service.getSpec().getSelector());
            });
  }

  @Test
  void node_selector_outside_the_pod_and_shared() {
    assertThat(RENDERED.primary().getSpec().getNodeSelector()).isEqualTo(Map.of("of", "primary"));
    assertThat(RENDERED.standbys().getSpec().getNodeSelector()).isEqualTo(Map.of("of", "standbys"));
    assertThat(RENDERED.router().getSpec().getNodeSelector()).isEqualTo(Map.of("of", "router"));
  }

  @Test
  void a_second_postmaster_on_the_disk_during_an_update() {
    assertThat(RENDERED.all(Deployment.class))
        .singleElement()
        .satisfies(
            router -> {
              assertThat(router.getMetadata().getName()).isEqualTo("orders-router");
              assertThat(router.getSpec().getTemplate().getSpec().getVolumes())
                  .allMatch(v -> v.getPersistentVolumeClaim() == null);
            });
    assertThat(RENDERED.get(StatefulSet.class, "orders-primary").getSpec().getReplicas())
        .isEqualTo(1);
  }

  @Test
  void read_write_many_as_high_availability() {
    assertThat(RENDERED.all(PersistentVolume.class))
        .allSatisfy(v -> assertThat(v.getSpec().getAccessModes()).containsExactly("ReadWriteOnce"));
    assertThat(RENDERED.all(StatefulSet.class))
        .flatMap(s -> s.getSpec().getVolumeClaimTemplates())
        .hasSize(2)
        .allSatisfy(c -> assertThat(c.getSpec().getAccessModes()).containsExactly("ReadWriteOnce"));
    PgClusterBuilder many =
        PgClusterBuilder.named("orders")
            .primary(
                p ->
                    p.storage(
                        PvcStorage.size("10Gi").withAccessMode(VolumeAccess.READ_WRITE_MANY)));
    assertThatThrownBy(many::build).hasMessageContaining("primary.storage.accessMode");
  }

  @Test
  void a_claim_bound_by_a_made_up_class_alone() {
    PersistentVolume volume = RENDERED.get(PersistentVolume.class, "d-1");
    PersistentVolumeClaim claim =
        RENDERED.get(PersistentVolumeClaim.class, "data-orders-primary-0");

    assertThat(claim.getSpec().getVolumeName()).isEqualTo("d-1");
    assertThat(volume.getSpec().getClaimRef().getNamespace()).isEqualTo("db");
    assertThat(volume.getSpec().getClaimRef().getName()).isEqualTo("data-orders-primary-0");
    assertThat(volume.getSpec().getClaimRef().getUid()).isNull();
    // The key is this cluster's own, and the StatefulSet's claim has the same.
    assertThat(volume.getSpec().getStorageClassName())
        .isEqualTo("pgcluster-db-orders")
        .isEqualTo(claim.getSpec().getStorageClassName())
        .isEqualTo(
            RENDERED
                .get(StatefulSet.class, "orders-primary")
                .getSpec()
                .getVolumeClaimTemplates()
                .get(0)
                .getSpec()
                .getStorageClassName());
  }

  @Test
  void a_zone_that_is_fixed() {
    assertThat(
            RENDERED
                .get(PersistentVolume.class, "d-1")
                .getSpec()
                .getNodeAffinity()
                .getRequired()
                .getNodeSelectorTerms())
        .singleElement()
        .satisfies(
            term ->
                assertThat(term.getMatchExpressions())
                    .singleElement()
                    .satisfies(
                        e -> {
                          assertThat(e.getKey()).isEqualTo("disk.example.com/zone");
                          assertThat(e.getValues()).containsExactly("zone-b");
                        }));
    assertThat(RENDERED.manifests().toYaml())
        .doesNotContain("failure-domain.beta.kubernetes.io", "cn-hangzhou");
  }

  @Test
  void flex_volume() {
    assertThat(RENDERED.manifests().toYaml()).doesNotContainIgnoringCase("flexVolume");
    assertThat(RENDERED.get(PersistentVolume.class, "d-1").getSpec().getCsi().getVolumeHandle())
        .isEqualTo("d-1");
  }

  @Test
  void names_that_two_clusters_would_share() {
    Set<String> one = names("orders");
    Set<String> other = names("billing");

    assertThat(one).doesNotContainAnyElementsOf(other);
    assertThat(one).allMatch(name -> name.contains("/orders"));
  }

  private static Set<String> names(String cluster) {
    PgCluster described = PgClusterBuilder.named(cluster).standbys(2).build();
    return Rendered.of(described).manifests().stream()
        .map(Manifest::toString)
        .collect(Collectors.toSet());
  }

  @Test
  void secrets_copied_into_a_config_map() {
    ClusterSecrets secrets = FixedSecrets.of(CLUSTER);
    for (ConfigMap map : RENDERED.all(ConfigMap.class)) {
      for (RoleSecret role : secrets.roles().values()) {
        assertThat(map.getData().values())
            .noneMatch(
                text -> text.contains(role.password().reveal()) || text.contains(role.verifier()));
      }
    }
    // What is there is mounted or, as the owner, holds the description.
    assertThat(RENDERED.all(ConfigMap.class))
        .extracting(map -> map.getMetadata().getName())
        .containsExactlyInAnyOrder("orders", "orders-postgres", "orders-router");
  }

  @Test
  void pool_passwd_of_one_role() {
    PoolPasswd file = PoolPasswd.parse(RENDERED.secret("orders-router", "pool_passwd"));

    assertThat(file.entries())
        .extracting(e -> e.user())
        .containsExactlyInAnyOrder("pgcluster_router", "postgres", "primaryuser", "testuser");
  }

  @Test
  void user_and_password_in_pgpool_conf() {
    assertThat(RENDERED.pgpool())
        .containsEntry("sr_check_password", "")
        .containsEntry("sr_check_user", "pgcluster_router")
        .doesNotContainKeys("health_check_user", "health_check_password", "recovery_password");
  }

  @Test
  void a_liveness_probe_that_kills_a_long_clone() {
    assertThat(RENDERED.containers()).allMatch(c -> c.getLivenessProbe() == null);
    assertThat(RENDERED.instances())
        .allSatisfy(
            pod -> {
              var probe = pod.getContainers().get(0).getStartupProbe();
              long seconds = (long) probe.getFailureThreshold() * probe.getPeriodSeconds();
              assertThat(seconds).isGreaterThan(365L * 24 * 3600);
            });
  }

  @Test
  void load_balancing_that_is_off() {
    assertThat(RENDERED.pgpool())
        .containsEntry("load_balance_mode", "on")
        .containsEntry("backend_hostname0", "orders-primary")
        .containsEntry("backend_weight0", "0")
        .containsEntry("backend_hostname1", "orders-replica-0")
        .containsEntry("backend_weight1", "1")
        .containsEntry("backend_hostname2", "orders-replica-1")
        .containsEntry("backend_weight2", "1");
  }

  @Test
  void one_standby_and_no_more() {
    assertThat(RENDERED.get(StatefulSet.class, "orders-replica").getSpec().getReplicas())
        .isEqualTo(2);
  }

  @Test
  void requests_without_limits() {
    PgCluster limited =
        PgClusterBuilder.named("orders")
            .primary(p -> p.resources(r -> r.request("cpu", "1").limit("memory", "2Gi")))
            .build();

    var resources = Rendered.of(limited).primary().getSpec().getContainers().get(0).getResources();
    assertThat(resources.getRequests()).containsOnlyKeys("cpu");
    assertThat(resources.getLimits()).containsOnlyKeys("memory");
  }

  @Test
  void a_role_name_fixed_in_pg_hba_conf() {
    PgCluster renamed =
        PgClusterBuilder.named("orders")
            .superuser(Role.named("boss"))
            .replicationUser(Role.named("stream"))
            .build();

    assertThat(List.of(Rendered.of(renamed).file("orders-postgres", "pg_hba.conf").split("\n")))
        .startsWith("local all boss trust", "host replication,postgres stream all scram-sha-256")
        .noneMatch(line -> line.contains("replicator") || line.contains("primaryuser"));
  }
}
