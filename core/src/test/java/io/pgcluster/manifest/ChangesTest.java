package io.pgcluster.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A changed setting changes the objects that it has to, and no other: pods are not restarted. */
class ChangesTest {
  private static final PgCluster BASE =
      PgClusterBuilder.named("orders").standbys(2).router(r -> r.pods(2)).build();
  private static final ClusterSecrets SECRETS = FixedSecrets.of(BASE);

  private static Map<String, Manifest> objects(PgCluster cluster) {
    ClusterSecrets secrets =
        ClusterSecrets.complete(cluster, Optional.of(SECRETS), new FixedSecrets());
    return Manifests.of(cluster, "db", secrets).stream()
        .collect(Collectors.toMap(Manifest::toString, Function.identity()));
  }

  private static Set<String> differences(PgCluster cluster) {
    Map<String, Manifest> before = objects(BASE);
    Map<String, Manifest> after = objects(cluster);
    return Stream.concat(before.keySet().stream(), after.keySet().stream())
        .filter(
            key ->
                !Optional.ofNullable(before.get(key)).equals(Optional.ofNullable(after.get(key))))
        .collect(Collectors.toSet());
  }

  @Test
  void nothing_changed_nothing_else() {
    assertThat(differences(BASE.toBuilder().build())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void a_setting_changes_only_what_it_has_to(Change change) {
    PgClusterBuilder builder = BASE.toBuilder();
    change.apply(builder);

    assertThat(differences(builder.build())).isEqualTo(change.objects());
  }

  @Test
  void a_label_is_on_every_object_and_in_no_claim_template_or_selector() {
    PgCluster labelled = BASE.toBuilder().kubernetes(k -> k.label("team", "shop")).build();

    assertThat(differences(labelled)).isEqualTo(objects(BASE).keySet());
    Rendered rendered = Rendered.of(labelled);
    assertThat(rendered.manifests().list())
        .allSatisfy(
            m -> assertThat(m.object().getMetadata().getLabels()).containsEntry("team", "shop"));
    assertThat(rendered.all(io.fabric8.kubernetes.api.model.apps.StatefulSet.class))
        .allSatisfy(
            set -> {
              assertThat(set.getSpec().getSelector().getMatchLabels()).doesNotContainKey("team");
              assertThat(set.getSpec().getVolumeClaimTemplates())
                  .allSatisfy(
                      t -> assertThat(t.getMetadata().getLabels()).doesNotContainKey("team"));
            });
  }

  @Test
  void the_same_secrets_stay() {
    ClusterSecrets again = ClusterSecrets.complete(BASE, Optional.of(SECRETS), new FixedSecrets());

    assertThat(Manifests.of(BASE, "db", again).toYaml())
        .isEqualTo(Manifests.of(BASE, "db", SECRETS).toYaml());
  }
}
