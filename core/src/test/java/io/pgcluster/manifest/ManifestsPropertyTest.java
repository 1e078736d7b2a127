package io.pgcluster.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.pgcluster.spec.PgCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What holds for the objects of every cluster. */
class ManifestsPropertyTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String LABEL = "[a-z]([-a-z0-9]{0,61}[a-z0-9])?";

  @Provide
  Arbitrary<PgCluster> clusters() {
    return Change.anyCluster();
  }

  private static JsonNode tree(Manifest manifest) {
    return JSON.readTree(manifest.json());
  }

  @Property(tries = 50)
  void yaml_and_json_say_the_same(@ForAll("clusters") PgCluster cluster) {
    Manifests manifests = Rendered.of(cluster).manifests();
    Load load = new Load(LoadSettings.builder().setCodePointLimit(1 << 24).build());

    List<JsonNode> fromYaml =
        StreamSupport.stream(load.loadAllFromString(manifests.toYaml()).spliterator(), false)
            .<JsonNode>map(JSON::valueToTree)
            .toList();

    assertThat(fromYaml).isEqualTo(manifests.stream().map(m -> JSON.readTree(m.json())).toList());
    for (Manifest manifest : manifests) {
      assertThat(JSON.<JsonNode>valueToTree(load.loadFromString(manifest.toYaml())))
          .isEqualTo(tree(manifest));
    }
  }

  @Property(tries = 25)
  void typed_objects_and_json_say_the_same(@ForAll("clusters") PgCluster cluster) {
    for (Manifest manifest : Rendered.of(cluster).manifests()) {
      JsonNode typed = JSON.readTree(JSON.writeValueAsString(manifest.object()));

      assertThat(typed).as(manifest.toString()).isEqualTo(tree(manifest));
      assertThat(manifest.object()).isEqualTo(manifest.object()).isNotSameAs(manifest.object());
    }
  }

  @Property(tries = 15)
  void same_input_same_bytes(@ForAll("clusters") PgCluster cluster) {
    Manifests again = Rendered.of(cluster.toBuilder().build()).manifests();

    assertThat(again.list()).isEqualTo(Rendered.of(cluster).manifests().list());
    assertThat(again.toYaml()).isEqualTo(Rendered.of(cluster).manifests().toYaml());
  }

  @Property(tries = 25)
  void every_object_says_whose_it_is(@ForAll("clusters") PgCluster cluster) {
    Manifests manifests = Rendered.of(cluster).manifests();

    assertThat(manifests.stream().map(Manifest::toString)).doesNotHaveDuplicates();
    assertThat(manifests.stream().map(Manifest::wave)).isSorted();
    for (Manifest manifest : manifests) {
      HasMetadata object = manifest.object();
      boolean namespaced = !(object instanceof PersistentVolume);
      assertThat(object.getMetadata().getLabels())
          .as(manifest.toString())
          .containsEntry("app.kubernetes.io/name", "pgcluster")
          .containsEntry("app.kubernetes.io/instance", "orders")
          .containsEntry("app.kubernetes.io/managed-by", "pgcluster")
          .containsEntry("pgcluster.io/cluster", "orders")
          .containsKey("app.kubernetes.io/component");
      assertThat(manifest.namespace().isPresent()).isEqualTo(namespaced);
      manifest.namespace().ifPresent(n -> assertThat(n).isEqualTo("db"));
      // Volumes have the names of disks.
      if (namespaced) {
        assertThat(manifest.name()).matches(LABEL).contains("orders");
      }
    }
  }

  @Property(tries = 15)
  void what_outlives_the_cluster_has_no_owner(@ForAll("clusters") PgCluster cluster) {
    Manifests free = Rendered.of(cluster).manifests();
    Manifests owned = free.ownedBy("some-uid");

    assertThat(free.list())
        .noneMatch(m -> m.object().getMetadata().getOwnerReferences().size() > 0);
    assertThat(owned.stream().map(Manifest::toString).toList())
        .isEqualTo(free.stream().map(Manifest::toString).toList());
    for (Manifest manifest : owned) {
      List<OwnerReference> owners = manifest.object().getMetadata().getOwnerReferences();
      boolean outlives =
          manifest.toString().equals("ConfigMap/orders")
              || manifest.toString().equals("Secret/orders-credentials")
              || manifest.kind().startsWith("PersistentVolume");
      assertThat(owners).as(manifest.toString()).hasSize(outlives ? 0 : 1);
      assertThat(manifest.isOwned()).isEqualTo(!outlives);
      owners.forEach(
          o -> {
            assertThat(o.getUid()).isEqualTo("some-uid");
            assertThat(o.getName()).isEqualTo("orders");
            assertThat(o.getKind()).isEqualTo("ConfigMap");
          });
    }
  }

  /** Which pods each selector means, and no other. */
  @Property(tries = 25)
  void selectors_mean_their_own_pods_alone(@ForAll("clusters") PgCluster cluster) {
    Rendered rendered = Rendered.of(cluster);
    for (StatefulSet set : rendered.all(StatefulSet.class)) {
      String name = set.getMetadata().getName();
      assertThat(selected(rendered, set.getSpec().getSelector().getMatchLabels()))
          .containsExactly(name);
    }
    for (Deployment one : rendered.all(Deployment.class)) {
      assertThat(selected(rendered, one.getSpec().getSelector().getMatchLabels()))
          .containsExactly("orders-router");
    }
    for (Service service : rendered.all(Service.class)) {
      assertSelects(rendered, service.getMetadata().getName(), service.getSpec().getSelector());
    }
    for (PodDisruptionBudget budget : rendered.all(PodDisruptionBudget.class)) {
      assertSelects(
          rendered,
          budget.getMetadata().getName(),
          budget.getSpec().getSelector().getMatchLabels());
    }
    for (NetworkPolicy policy : rendered.all(NetworkPolicy.class)) {
      assertSelects(
          rendered,
          policy.getMetadata().getName(),
          policy.getSpec().getPodSelector().getMatchLabels());
    }
  }

  private static void assertSelects(Rendered rendered, String name, Map<String, String> selector) {
    String pods = name.replaceAll("-[0-9]+$", "");
    List<String> wanted =
        name.equals("orders-instances")
            ? rendered.templates().keySet().stream()
                .filter(t -> !t.equals("orders-router"))
                .toList()
            : List.of(pods);
    assertThat(selected(rendered, selector)).as(name).containsExactlyElementsOf(wanted);
    assertThat(selector.getOrDefault("statefulset.kubernetes.io/pod-name", pods))
        .isEqualTo(name.equals("orders-instances") ? pods : name.equals(pods) ? pods : name);
  }

  /** Kubernetes itself adds the name of its pod. */
  private static List<String> selected(Rendered rendered, Map<String, String> selector) {
    List<String> selected = new ArrayList<>();
    for (Map.Entry<String, PodTemplateSpec> template : rendered.templates().entrySet()) {
      Map<String, String> labels = template.getValue().getMetadata().getLabels();
      boolean all =
          selector.entrySet().stream()
              .filter(e -> !e.getKey().equals("statefulset.kubernetes.io/pod-name"))
              .allMatch(e -> e.getValue().equals(labels.get(e.getKey())));
      if (all) {
        selected.add(template.getKey());
      }
    }
    return selected;
  }

  @Property(tries = 25)
  void names_leave_room_for_what_kubernetes_adds(@ForAll("clusters") PgCluster cluster) {
    String longest = "o".repeat(44);
    Manifests manifests = Manifests.of(renamed(cluster, longest), "db", FixedSecrets.of(cluster));

    for (Manifest manifest : manifests) {
      String name = manifest.name();
      assertThat(name.length()).isLessThan(64);
      if (manifest.object() instanceof StatefulSet set) {
        int last = set.getSpec().getReplicas() - 1;
        assertThat((name + "-" + last).length()).isLessThan(64);
        // The label controller-revision-hash.
        assertThat((name + "-0123456789").length()).isLessThan(64);
      }
    }
  }

  private static PgCluster renamed(PgCluster c, String name) {
    return new PgCluster(
        name, c.postgres(), c.primary(), c.standbys(), c.router(), c.access(), c.kubernetes());
  }

  @Property
  void variables_arrive_in_the_container_as_they_are(@ForAll("texts") String text) {
    List<EnvVar> before = List.of(new EnvVar("PGDATA", "/data", null));

    assertThat(expanded(Pods.env("NAME", text).getValue(), before)).isEqualTo(text);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("$", "$(PGDATA)", "$(", ")", "a", "\\")
        .list()
        .map(l -> String.join("", l));
  }

  @Property(tries = 20)
  void commands_have_nothing_to_expand(@ForAll("clusters") PgCluster cluster) {
    assertThat(Rendered.of(cluster).containers().flatMap(c -> c.getCommand().stream()))
        .isNotEmpty()
        .noneMatch(word -> word.contains("$"));
  }

  /** Kubernetes' own rules: {@code $(NAME)}, and {@code $$} for a dollar. */
  private static String expanded(String value, List<EnvVar> before) {
    Matcher reference = Pattern.compile("\\$\\$|\\$\\(([^)]*)\\)").matcher(value);
    return reference.replaceAll(
        found ->
            Matcher.quoteReplacement(
                found.group(1) == null
                    ? "$"
                    : before.stream()
                        .filter(v -> v.getName().equals(found.group(1)))
                        .map(EnvVar::getValue)
                        .findFirst()
                        .orElse(found.group())));
  }
}
