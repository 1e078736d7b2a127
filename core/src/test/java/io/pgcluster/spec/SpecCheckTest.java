package io.pgcluster.spec;

import static io.pgcluster.spec.Refused.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.InvalidSpecException;
import io.pgcluster.Violation;
import io.pgcluster.image.ImageContract;
import io.pgcluster.storage.GroupVolumes;
import io.pgcluster.storage.StorageProvider;
import io.pgcluster.storage.VolumeRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecCheckTest {

  private static PgClusterBuilder orders() {
    return PgClusterBuilder.named("orders");
  }

  /** A provider of disks by id, as other modules have them. */
  private record Disks(List<String> usedDisks) implements StorageProvider {
    @Override
    public String type() {
      return "disks";
    }

    @Override
    public List<Violation> validate(String path, int instances) {
      return usedDisks.size() == instances
          ? List.of()
          : List.of(new Violation(path + ".disks", "one for each instance, please"));
    }

    @Override
    public GroupVolumes render(VolumeRequest request) {
      return new GroupVolumes(List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  @Test
  void names_everything_that_is_wrong_at_once_in_the_order_of_the_fields() {
    assertThatThrownBy(
            () ->
                PgClusterBuilder.named("Orders")
                    .kubernetes(k -> k.imagePullPolicy("sometimes"))
                    .role("pg_me")
                    .router(r -> r.port(80))
                    .standbys(65)
                    .primary(p -> p.resources(r -> r.request("memory", "512")))
                    .version(13)
                    .build())
        .isInstanceOf(InvalidSpecException.class)
        .hasMessage(
            """
            PgCluster "Orders" is refused:
              name: "Orders" is not a DNS label; use lower-case letters, digits and '-', a letter first and no '-' last
              postgres.version: 13 is not supported; take 14 to 18
              primary.pod.resources.requests.memory: "512" has no unit; write Mi or Gi behind the number
              standbys.count: 65 is outside 0 to 64
              router.port: 80 is outside 1024 to 65535; below that only root may listen, and the containers are not root
              access.roles[0].name: "pg_me" begins with pg_, which PostgreSQL keeps for itself
              kubernetes.imagePullPolicy: "sometimes" is no pull policy; take Always, IfNotPresent or Never\
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1st", "a.b", "a_b", "-a", "a-", "ä", "a b", "a\nb", "A"})
  void refuses_names_that_no_service_can_have(String name) {
    assertRefused(PgClusterBuilder.named(name)).singleElement().asString().startsWith("name: ");
  }

  @Test
  void a_name_leaves_room_for_the_longest_label_that_kubernetes_makes_of_it() {
    String longest = "a".repeat(44);

    assertThatCode(() -> PgClusterBuilder.named(longest).standbys(64).build())
        .doesNotThrowAnyException();
    assertThat(longest + "-replica-" + "0123456789").hasSize(63);
    assertThat("data-" + longest + "-replica-63").hasSizeLessThanOrEqualTo(63);
    assertRefused(PgClusterBuilder.named(longest + "a"))
        .singleElement()
        .asString()
        .startsWith("name: has 45 characters; at most 44");
  }

  @Test
  void a_control_character_in_a_name_does_not_break_the_lines_of_the_message() {
    assertThat(Refused.of(PgClusterBuilder.named("a\nname: b")).get(0)).doesNotContain("\n");
  }

  @Test
  void refuses_limits_below_requests_whatever_their_units() {
    assertRefused(
            orders()
                .primary(
                    p ->
                        p.resources(
                            r ->
                                r.request("memory", "1Gi")
                                    .limit("memory", "1024M")
                                    .request("cpu", "1")
                                    .limit("cpu", "999m"))))
        .containsExactly(
            "primary.pod.resources.limits.cpu: 999m is below the request of 1; raise the limit or"
                + " lower the request",
            "primary.pod.resources.limits.memory: 1024M is below the request of 1Gi; raise the"
                + " limit or lower the request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"512", "512m", "0Mi", "1.5.0Gi", "1 Gi", "-1Gi", "", "1gi", "1e3", "Gi"})
  void refuses_malformed_memory(String memory) {
    assertRefused(orders().standbys(s -> s.resources(r -> r.limit("memory", memory))))
        .singleElement()
        .asString()
        .startsWith("standbys.pod.resources.limits.memory: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1Gi", "0", "half", "-1"})
  void refuses_malformed_cpu(String cpu) {
    assertRefused(orders().router(r -> r.resources(x -> x.request("cpu", cpu))))
        .singleElement()
        .asString()
        .startsWith("router.pod.resources.requests.cpu: ");
  }

  @Test
  void refuses_the_same_disk_twice_within_and_across_groups() {
    assertRefused(
            orders()
                .primary(p -> p.storage(new Disks(List.of("csi/d-1"))))
                .standbys(
                    s -> s.count(3).storage(new Disks(List.of("csi/d-2", "csi/d-1", "csi/d-2")))))
        .containsExactly(
            "standbys.storage: the disk csi/d-1 is also in primary.storage; two instances on one"
                + " disk destroy it, take another",
            "standbys.storage: the disk csi/d-2 is also in standbys.storage; two instances on one"
                + " disk destroy it, take another");
  }

  @Test
  void hands_on_what_the_storage_provider_finds() {
    assertRefused(orders().standbys(s -> s.count(2).storage(new Disks(List.of("csi/d-2")))))
        .containsExactly("standbys.storage.disks: one for each instance, please");
  }

  @Test
  void refuses_node_ports_out_of_range_twice_or_without_the_type() {
    assertRefused(
            orders()
                .primary(p -> p.service(s -> s.nodePort(29999)))
                .standbys(
                    b -> b.service(s -> s.type(ServiceSettings.Type.CLUSTER_IP).nodePort(30435)))
                .router(r -> r.service(s -> s.nodePort(30435))))
        .containsExactly(
            "primary.service.nodePort: 29999 is outside 30000 to 32767, the range of node ports;"
                + " take one of it",
            "standbys.service.nodePort: needs a Service of type NodePort or LoadBalancer; leave"
                + " out type ClusterIP",
            "router.service.nodePort: 30435 is also standbys.service.nodePort; take another one");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres",
        "postgres:17",
        "docker.io/library/postgres:17-trixie",
        "localhost:5000/a/b_c/d--e:1",
        "registry.example.com/x@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "[::1]:5000/x"
      })
  void accepts_references_of_images(String reference) {
    assertThatCode(() -> orders().postgres(p -> p.image(reference)).build())
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Postgres:17",
        "https://x/y",
        "a b",
        "postgres:",
        "postgres:-1",
        "x@sha256:12"
      })
  void refuses_what_is_no_reference_of_an_image(String reference) {
    assertRefused(orders().postgres(p -> p.image(reference)))
        .singleElement()
        .asString()
        .startsWith("postgres.image: ");
  }

  @Test
  void refuses_an_official_image_that_does_not_fit_version_or_contract() {
    assertRefused(orders().version(18).postgres(p -> p.image("mirror/postgres:17.2-alpine3.20")))
        .containsExactly(
            "postgres.image: is PostgreSQL 17, but postgres.version says 18; make them agree",
            "postgres.image: is an Alpine image, where postgres is user 70 and not 999; take the"
                + " Debian one, or give a contract of your own");
  }

  @Test
  void refuses_an_image_that_lacks_programs_or_runs_as_root() {
    ImageContract root = new ImageContract("own", 0, 5_000_000_000L, "opt", Set.of("postgres"));

    assertRefused(orders().postgres(p -> p.image("mine", root)))
        .containsExactly(
            "postgres.image.contract.uid: is 0, root; PostgreSQL and pods of the restricted"
                + " standard refuse it",
            "postgres.image.contract.gid: 5000000000 is not a group id; give 1 to 2147483647",
            "postgres.image.contract.programDirectory: \"opt\" is not an absolute folder without"
                + " spaces, colons and quotes; correct it, or leave it empty when PATH has the"
                + " programs",
            "postgres.image.contract.programs: lacks initdb, pg_basebackup, pg_ctl, pg_isready,"
                + " psql, sh; install it into the image and name it, or take another image");
  }

  @Test
  void refuses_labels_that_selectors_stand_on_and_malformed_ones() {
    assertRefused(
            orders()
                .router(r -> r.label("pgcluster.io/cluster", "other").nodeSelector("a b", "c"))
                .kubernetes(
                    k ->
                        k.label("app.kubernetes.io/instance", "x")
                            .label("team", "a b")
                            .annotation("pgcluster.io/x", "y")
                            .clientSelector(Map.of("/x", "y"))))
        .containsExactly(
            "router.pod.nodeSelector[\"a b\"]: is not a key; write [example.com/]name, the name of"
                + " at most 63 letters, digits, '-', '_' or '.' that begins and ends with a letter"
                + " or digit",
            "router.pod.labels[\"pgcluster.io/cluster\"]: is set by the library, which finds its"
                + " objects by it; use another key",
            "kubernetes.labels[\"app.kubernetes.io/instance\"]: is set by the library, which finds"
                + " its objects by it; use another key",
            "kubernetes.labels.team: \"a b\" is not the value of a label; use at most 63 letters,"
                + " digits, '-', '_' or '.', a letter or digit first and last",
            "kubernetes.annotations[\"pgcluster.io/x\"]: begins with pgcluster.io/, which is the"
                + " library's; use another prefix",
            "kubernetes.clientSelector[\"/x\"]: is not a key; write [example.com/]name, the name of"
                + " at most 63 letters, digits, '-', '_' or '.' that begins and ends with a letter"
                + " or digit");
  }

  @Test
  void refuses_more_annotations_than_an_object_can_hold() {
    assertRefused(orders().kubernetes(k -> k.annotation("a", "x".repeat(262_144))))
        .singleElement()
        .asString()
        .startsWith("kubernetes.annotations: has 262145 bytes");
  }

  @Test
  void refuses_tolerations_that_the_api_server_would() {
    Toleration.Operator equal = Toleration.Operator.EQUAL;
    Toleration.Operator exists = Toleration.Operator.EXISTS;

    assertRefused(
            orders()
                .primary(
                    p ->
                        p.toleration(new Toleration("", equal, "x", "", Optional.empty()))
                            .toleration(new Toleration("a", exists, "x", "", Optional.empty()))
                            .toleration(new Toleration("a", equal, "x", "Never", Optional.of(-1L)))
                            .toleration(Toleration.exists("", "NoExecute"))))
        .extracting(line -> line.substring(0, line.indexOf(':')))
        .containsExactly(
            "primary.pod.tolerations[0].key",
            "primary.pod.tolerations[1].value",
            "primary.pod.tolerations[2].effect",
            "primary.pod.tolerations[2].seconds",
            "primary.pod.tolerations[2].seconds");
  }

  @Test
  void refuses_a_topology_key_that_is_no_label() {
    assertRefused(orders().standbys(s -> s.spread(Spread.required("no label"))))
        .singleElement()
        .asString()
        .startsWith("standbys.pod.spread.topologyKey: \"no label\" is not a key");
  }

  @Test
  void refuses_pull_secrets_that_are_no_names_or_stand_there_twice() {
    assertRefused(
            orders()
                .kubernetes(
                    k -> k.imagePullSecret("ok").imagePullSecret("ok").imagePullSecret("No")))
        .extracting(line -> line.substring(0, line.indexOf(':')))
        .containsExactly("kubernetes.imagePullSecrets[1]", "kubernetes.imagePullSecrets[2]");
  }

  @Test
  void refuses_a_registry_with_a_scheme() {
    assertRefused(orders().kubernetes(k -> k.imageRegistry("https://registry.example.com")))
        .contains(
            "kubernetes.imageRegistry: \"https://registry.example.com\" is not a registry; write"
                + " host[:port][/path] without scheme");
  }
}
