package io.pgcluster.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.spec.PgCluster;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Secrets are in Secrets alone. */
class SecrecyPropertyTest {
  @Provide
  Arbitrary<PgCluster> clusters() {
    return Change.anyCluster();
  }

  private static List<String> secrets(ClusterSecrets all) {
    List<String> secrets = new ArrayList<>(List.of("secret in the sql", Change.BY_HAND));
    secrets.add(all.poolKey().reveal());
    all.roles()
        .values()
        .forEach(
            role -> {
              secrets.add(role.password().reveal());
              secrets.add(role.verifier());
            });
    return secrets;
  }

  private static String base64(String text) {
    String all = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    // The last characters depend on what follows.
    return all.substring(0, all.length() / 4 * 4 - 4);
  }

  @Property(tries = 40)
  void secrets_are_in_secrets_alone(@ForAll("clusters") PgCluster cluster) {
    ClusterSecrets all = FixedSecrets.of(cluster);
    Manifests manifests = Manifests.of(cluster, "db", all).ownedBy("some-uid");
    for (Manifest manifest : manifests) {
      String json = new String(manifest.json(), StandardCharsets.UTF_8);
      for (String secret : secrets(all)) {
        assertThat(json).as(manifest.toString()).doesNotContain(secret);
        if (!manifest.kind().equals("Secret")) {
          assertThat(json).as(manifest.toString()).doesNotContain(base64(secret));
        }
      }
    }
  }

  @Property(tries = 25)
  void no_text_form_tells_a_secret(@ForAll("clusters") PgCluster cluster) {
    ClusterSecrets all = FixedSecrets.of(cluster);
    Manifests manifests = Manifests.of(cluster, "db", all);
    String texts =
        manifests + " " + manifests.list() + " " + all + " " + all.roles() + " " + cluster;

    assertThat(secrets(all)).allSatisfy(secret -> assertThat(texts).doesNotContain(secret));
    assertThat(texts).contains("Secret/orders-credentials");
  }

  @Property(tries = 15)
  void the_stored_secrets_read_back_equal(@ForAll("clusters") PgCluster cluster) {
    ClusterSecrets all = FixedSecrets.of(cluster);

    assertThat(ClusterSecrets.fromSecret(all.toSecret(cluster, "db"))).isEqualTo(all);
    ClusterSecrets alternating = all.withLogin("Shop Owner", "deputy");
    assertThat(ClusterSecrets.fromSecret(alternating.toSecret(cluster, "db")))
        .isEqualTo(alternating);
  }
}
