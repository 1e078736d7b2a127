package io.pgcluster.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgcluster.Golden;
import io.pgcluster.InvalidSpecException;
import io.pgcluster.PgClusterException;
import io.pgcluster.credential.Password;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Role;
import io.pgcluster.spec.ServiceSettings;
import io.pgcluster.storage.PvcStorage;
import io.pgcluster.storage.StorageKind;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;

class PgClusterYamlTest {
  private static final PgClusterYaml YAML = PgClusterYaml.standard();

  private static ListAssert<String> assertRefused(String text) {
    InvalidSpecException refusal =
        catchThrowableOfType(InvalidSpecException.class, () -> YAML.read(text));
    assertThat(refusal).as("the refusal").isNotNull();
    return assertThat(refusal.violations().stream().map(Object::toString).toList());
  }

  @Provide
  Arbitrary<PgCluster> clusters() {
    return Clusters.any();
  }

  @Property(tries = 300)
  void what_is_written_reads_back_equal(@ForAll("clusters") PgCluster cluster) {
    String written = YAML.write(cluster);

    assertThat(YAML.read(written)).isEqualTo(cluster);
    assertThat(YAML.write(YAML.read(written))).isEqualTo(written);
  }

  @Test
  void a_description_with_everything_reads_back_equal() {
    assertThat(YAML.read(YAML.write(Clusters.full()))).isEqualTo(Clusters.full());
  }

  @Property(tries = 500)
  void whatever_the_text_it_is_refused_properly_or_read(@ForAll("documents") String text) {
    try {
      assertThat(YAML.read(text)).isNotNull();
    } catch (InvalidSpecException e) {
      assertThat(e.violations()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<String> documents() {
    String written = YAML.write(Clusters.full());
    Arbitrary<String> cut =
        Arbitraries.integers().between(0, written.length()).map(n -> written.substring(0, n));
    Arbitrary<String> disturbed =
        Arbitraries.integers()
            .between(0, written.length())
            .flatMap(
                n ->
                    Arbitraries.of("*", "&a ", "\n", ": ", "- ", "{", "]", "\t", "'", "---\n", "~")
                        .map(s -> written.substring(0, n) + s + written.substring(n)));
    return Arbitraries.oneOf(cut, disturbed, Arbitraries.strings().ofMaxLength(60));
  }

  @Test
  void is_written_with_every_value_in_a_fixed_order() {
    Path folder = Path.of("src/test/resources/io/pgcluster/yaml");

    Golden.assertEqual(folder.resolve("full.yaml"), YAML.write(Clusters.full()));
    Golden.assertEqual(
        folder.resolve("defaults.yaml"), YAML.write(PgClusterBuilder.named("orders").build()));
  }

  @Test
  void a_name_is_enough() {
    assertThat(YAML.read("name: orders")).isEqualTo(PgClusterBuilder.named("orders").build());
  }

  @Test
  void what_is_left_out_has_the_same_default_as_in_the_builder() {
    PgCluster read =
        YAML.read(
            """
            name: orders
            postgres: {version: 18, parameters: {max_connections: 200, ssl: off}}
            standbys: {count: 2}
            router: {service: {nodePort: 30435}}
            access:
              roles: [{name: shop, password: "hunter2"}]
              databases: [{name: shop, extensions: [hstore]}]
            """);

    assertThat(read)
        .isEqualTo(
            PgClusterBuilder.named("orders")
                .version(18)
                .parameter("max_connections", "200")
                .parameter("ssl", "off")
                .standbys(2)
                .router(r -> r.service(s -> s.nodePort(30435)))
                .role("shop", Password.of("hunter2"))
                .database(Database.named("shop").withExtensions("hstore"))
                .build());
    assertThat(read.router().service().type()).isEqualTo(ServiceSettings.Type.NODE_PORT);
    assertThat(read.postgres().image().reference()).isEqualTo("postgres:18");
  }

  @Test
  void passwords_and_what_may_hold_them_are_named_but_never_written() {
    PgCluster secretive =
        PgClusterBuilder.named("orders")
            .superuser(Role.named("postgres").withPassword(Password.of("hunter2")))
            .role("app")
            .role("shop", Password.of("hunter2"))
            .setupSql("ALTER ROLE app PASSWORD 'hunter2';")
            .router(r -> r.poolPasswd("x:TEXThunter2"))
            .build();

    assertThat(YAML.write(secretive))
        .doesNotContain("hunter2")
        .startsWith(
            "# not written, because secret: router.poolPasswd, access.superuser.password,"
                + " access.roles[1].password, access.setupSql\nname: orders\n");
  }

  @Test
  void names_unknown_keys_with_path_line_and_the_nearest_known_one() {
    assertRefused(
            """
            name: orders
            postgres:
              verzion: 17
            primary:
              storage: {type: pvc, sise: 1Gi}
              pod:
                affinity: {podAntiAfinity: {}}
            access:
              roles:
                - {name: a, passwort: x}
            zzzzzzzzzz: 1
            """)
        .containsExactly(
            "postgres.verzion: is not a key; did you mean version? (line 3)",
            "primary.storage.sise: is not a key; did you mean size? (line 5)",
            "primary.pod.affinity.podAntiAfinity: is not a key; did you mean podAntiAffinity?"
                + " (line 7)",
            "access.roles[0].passwort: is not a key; did you mean password? (line 10)",
            "zzzzzzzzzz: is not a key; known here are name, postgres, primary, standbys, router,"
                + " access, kubernetes (line 11)");
  }

  @Test
  void refuses_wrong_types_with_path_and_line() {
    assertRefused(
            """
            name: [orders]
            postgres:
              version: "17"
              port: 5432.5
              parameters: [a]
            standbys: 2
            router:
              version: 4.6
              pods: 99999999999
            access:
              roles: {name: a}
              databases:
                - shop
            kubernetes:
              networkPolicies: "true"
              labels: {a: true}
              imagePullSecrets:
            """)
        .containsExactly(
            "name: is a list, but should be text (line 1)",
            "postgres.version: is text, but should be a whole number without quotes (line 3)",
            "postgres.port: \"5432.5\" is not a whole number between -2147483648 and 2147483647"
                + " (line 4)",
            "postgres.parameters: is a list, but should be a map (line 5)",
            "standbys: is a number, but should be a map with keys such as count, storage, pod"
                + " (line 6)",
            "router.version: is a number, but should be text; put it in quotes (line 8)",
            "router.pods: \"99999999999\" is not a whole number between -2147483648 and 2147483647"
                + " (line 9)",
            "access.roles: is a map, but should be a list (line 11)",
            "access.databases[0]: is text, but should be a map with keys such as name, owner,"
                + " extensions (line 13)",
            "kubernetes.networkPolicies: is text, but should be true or false (line 15)",
            "kubernetes.labels.a: is true or false, but should be text; put it in quotes (line 16)",
            "kubernetes.imagePullSecrets: is empty, but should be a list (line 17)");
  }

  @Test
  void reports_what_the_builder_refuses_with_its_line_in_the_same_go() {
    assertRefused(
            """
            name: Orders
            standbys:
              count: 65
              pod:
                resources: {limits: {cpu: 1, memory: 512m}}
            kubernetes: {labels: {example.com/a: "b c"}, lables: {}}
            """)
        .extracting(line -> line.replaceAll(": .*\\(", " ("))
        .containsExactly(
            "name (line 1)",
            "standbys.count (line 3)",
            "standbys.pod.resources.limits.memory (line 5)",
            "kubernetes.lables (line 6)",
            "kubernetes.labels[\"example.com/a\"] (line 6)");
  }

  @Test
  void names_missing_keys() {
    assertRefused("access: {roles: [{}]}\nprimary: {storage: {size: 1Gi}}")
        .containsExactly(
            "name: is missing; give it (line 1)",
            "access.roles[0].name: is missing; give it (line 1)",
            "primary.storage.type: is missing; give one of pvc, csi, ephemeral (line 2)");
  }

  @Test
  void refuses_an_unknown_kind_of_storage() {
    assertRefused("name: a\nprimary: {storage: {type: floppy}}")
        .containsExactly(
            "primary.storage.type: \"floppy\" is none of pvc, csi, ephemeral (line 2)");
  }

  @Test
  void refuses_keys_that_stand_twice() {
    assertRefused("name: a\nname: b\npostgres: {port: 5432, port: 5433}")
        .containsExactly(
            "name: stands here twice; leave one out (line 2)",
            "postgres.port: stands here twice; leave one out (line 3)");
  }

  @Test
  void refuses_two_documents_and_none() {
    assertRefused("name: a\n---\nname: b")
        .containsExactly("document: is followed by a second one; give one cluster a file (line 3)");
    for (String nothing : List.of("", "# only a comment", "\n\n", "---\n")) {
      assertRefused(nothing).singleElement().asString().startsWith("document: is ");
    }
  }

  @Test
  void refuses_aliases_so_that_a_small_text_cannot_unfold_into_a_huge_one() {
    StringBuilder bomb = new StringBuilder("name: a\na0: &a0 [x, x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }

    assertRefused(bomb.toString()).contains("a1[0]: is an alias; write the value out (line 3)");
    assertRefused("name: a\nkubernetes:\n  labels: &l {a: b}\n  annotations: *l")
        .containsExactly("kubernetes.annotations: is an alias; write the value out (line 4)");
  }

  @Test
  void refuses_texts_that_are_too_long_or_too_deep() {
    assertRefused("name: a\nx: " + "[".repeat(100_000))
        .singleElement()
        .asString()
        .startsWith("document: is ");
    assertRefused("#" + "x".repeat(2_000_000))
        .containsExactly(
            "document: has more than 1048576 characters; no description does (line 1)");
  }

  @Test
  void refuses_tags_that_make_other_types() {
    assertRefused("name: a\nkubernetes: {annotations: {x: !!binary aGk=}}")
        .containsExactly(
            "kubernetes.annotations.x: has a tag that is not known here; leave the tag out (line"
                + " 2)");
  }

  @Test
  void malformed_yaml_is_located_without_showing_the_text_around_it() {
    InvalidSpecException refusal =
        catchThrowableOfType(
            InvalidSpecException.class,
            () -> YAML.read("name: a\naccess:\n  superuser: {name: x, password: hunter2: hunter2"));

    assertThat(refusal)
        .hasMessageContaining("document: is not YAML: ")
        .hasMessageContaining("line 3");
    assertThat(refusal.toString()).doesNotContain("hunter2");
    assertThat(refusal.getCause()).isNull();
  }

  @Test
  void a_wrong_password_is_not_shown() {
    InvalidSpecException refusal =
        catchThrowableOfType(
            InvalidSpecException.class,
            () ->
                YAML.read(
                    "name: a\naccess: {roles: [{name: x, password: 4711}, {name: y, password:"
                        + " [\"hunter2\"]}, {name: z, password: \"hunter2\\0\"}]}"));

    assertThat(refusal.violations()).hasSize(3);
    assertThat(refusal.getMessage()).doesNotContain("hunter2").doesNotContain("4711");
  }

  @Test
  void an_image_is_a_reference_or_a_map_with_a_contract() {
    PgCluster read =
        YAML.read(
            """
            name: orders
            postgres:
              image:
                reference: crunchy:17
                contract:
                  name: own
                  uid: 26
                  gid: 26
                  programDirectory: /usr/pgsql-17/bin
                  programs: [initdb, postgres, pg_basebackup, pg_ctl, psql, pg_isready, bash]
            router: {image: "mirror/pgpool:4.6"}
            """);

    assertThat(read.postgres().image().contract().uid()).isEqualTo(26);
    assertThat(read.router().image().reference()).isEqualTo("mirror/pgpool:4.6");
    assertThat(YAML.read(YAML.write(read))).isEqualTo(read);
  }

  @Test
  void storage_of_a_kind_that_is_not_registered_is_not_written() {
    PgCluster cluster =
        PgClusterBuilder.named("a").primary(p -> p.storage(new TapeStorage("t1", 2))).build();

    assertThatThrownBy(() -> YAML.write(cluster))
        .isInstanceOf(PgClusterException.class)
        .hasMessage(
            "storage of type tape: has no YAML form here; register its kind with"
                + " PgClusterYaml.with");
  }

  @Test
  void storage_of_a_registered_kind_is_read_and_written() {
    PgClusterYaml yaml = PgClusterYaml.with(StorageKind.of(new TapeStorage("", 7), "reel"));
    PgCluster cluster =
        PgClusterBuilder.named("a").primary(p -> p.storage(new TapeStorage("t1", 7))).build();

    assertThat(yaml.read("name: a\nprimary: {storage: {type: tape, reel: t1}}")).isEqualTo(cluster);
    assertThat(yaml.read(yaml.write(cluster))).isEqualTo(cluster);
    assertThatThrownBy(() -> yaml.read("name: a\nprimary: {storage: {type: tape}}"))
        .hasMessageContaining("primary.storage.reel: is missing; give it (line 2)");
    assertThatThrownBy(() -> yaml.read("name: a\nprimary: {storage: {type: tape, reel: broken}}"))
        .hasMessageContaining("primary.storage: is refused: this reel is broken (line 2)");
  }

  @Test
  void refuses_kinds_of_storage_that_cannot_work() {
    assertThatThrownBy(() -> PgClusterYaml.with(StorageKind.of(PvcStorage.size("1Gi"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("storage kind pvc: is registered twice");
    assertThatThrownBy(() -> StorageKind.of(PvcStorage.size("1Gi"), "seize"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no component seize");
  }
}
