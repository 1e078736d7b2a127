package io.pgcluster.yaml;

import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.pgcluster.config.HbaRule;
import io.pgcluster.config.PgpoolConf;
import io.pgcluster.image.ImageContract;
import io.pgcluster.spec.ComponentBuilder;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Role;
import io.pgcluster.spec.RoleAttribute;
import io.pgcluster.spec.ServiceSettings;
import io.pgcluster.spec.Spread;
import io.pgcluster.spec.Toleration;
import io.pgcluster.storage.PvcStorage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Descriptions for tests of what is made of them. */
public final class Clusters {
  private Clusters() {}

  /** One that says something in every place, but for secrets. */
  public static PgCluster full() {
    return PgClusterBuilder.named("orders")
        .postgres(
            p ->
                p.version(16)
                    .image("registry.example.com/pg:16", ownPostgres())
                    .port(5433)
                    .parameter("work_mem", "8MB")
                    .hba(
                        new HbaRule(
                            "host",
                            List.of("shop"),
                            List.of("all"),
                            "10.0.0.0/8",
                            "scram-sha-256",
                            Map.of()))
                    .passwordEncryption(PasswordEncryption.MD5))
        .primary(
            p ->
                component(p)
                    .storage(PvcStorage.size("20Gi").withStorageClass("fast"))
                    .affinity(affinity())
                    .service(s -> s.nodePort(30001).annotation("a.example.com/b", "c: d # e")))
        .standbys(
            s ->
                component(s)
                    .count(3)
                    .service(b -> b.type(ServiceSettings.Type.LOAD_BALANCER).nodePort(30002)))
        .router(
            r ->
                component(r)
                    .pods(2)
                    .version("4.5")
                    .image("registry.example.com/pgpool:4.5")
                    .port(9999)
                    .parameter("num_init_children", "16")
                    .hba(
                        new HbaRule("host", List.of("all"), List.of("all"), "all", "md5", Map.of()))
                    .service(b -> b.nodePort(30435)))
        .superuser(Role.named("admin"))
        .replicationUser(Role.named("stream"))
        .role(Role.named("Shop Owner").with(RoleAttribute.CREATEDB).memberOf("pg_monitor"))
        .role(Role.named("on"))
        .role(Role.named("deputy").actingAs("Shop Owner"))
        .database(Database.owned("shop", "Shop Owner").withExtensions("hstore"))
        .database("123", "admin")
        .kubernetes(
            k ->
                k.label("team", "shop")
                    .annotation("note", "two\nlines")
                    .imageRegistry("registry.example.com:5000/mirror")
                    .imagePullPolicy("Always")
                    .imagePullSecret("pull")
                    .disruptionBudgets(false)
                    .networkPolicies(false)
                    .clientSelector(Map.of("app", "true")))
        .build();
  }

  private static ImageContract ownPostgres() {
    return new ImageContract(
        "own",
        26,
        26,
        "/opt/pg/bin",
        Set.of("initdb", "postgres", "pg_basebackup", "pg_ctl", "psql", "pg_isready", "bash"));
  }

  private static io.fabric8.kubernetes.api.model.Affinity affinity() {
    return new AffinityBuilder()
        .withNewPodAntiAffinity()
        .addNewRequiredDuringSchedulingIgnoredDuringExecution()
        .withTopologyKey("kubernetes.io/hostname")
        .withNewLabelSelector()
        .addToMatchLabels("pgcluster.io/cluster", "orders")
        .endLabelSelector()
        .endRequiredDuringSchedulingIgnoredDuringExecution()
        .endPodAntiAffinity()
        .build();
  }

  private static <B extends ComponentBuilder<B>> B component(B builder) {
    return builder
        .resources(
            r ->
                r.request("cpu", "500m")
                    .request("memory", "1Gi")
                    .limit("cpu", "2")
                    .limit("memory", "2Gi"))
        .nodeSelector("disk", "ssd")
        .toleration(Toleration.equal("dedicated", "db", "NoSchedule"))
        .toleration(
            new Toleration("", Toleration.Operator.EXISTS, "", "NoExecute", Optional.of(30L)))
        .spread(Spread.required("topology.kubernetes.io/zone"))
        .label("tier", "data")
        .annotation("example.com/scrape", "yes");
  }

  /** Descriptions with texts of every kind wherever a text is free. */
  public static Arbitrary<PgCluster> any() {
    Arbitrary<String> words =
        Arbitraries.of(
            "true",
            "no",
            "~",
            "null",
            "1e3",
            "0x1F",
            "0o7",
            "1_000",
            "12:30:45",
            "=",
            "<<",
            "- a",
            "a: b",
            "a #b",
            "{a}",
            "[b]",
            "*x",
            "&x",
            "!x",
            "%x",
            "@x",
            "`x",
            "'q'",
            "\"q\"",
            "2001-01-01",
            ".5",
            ".inf",
            " lead",
            "trail ",
            "tab\tin",
            "\ttab",
            "é",
            "名前",
            "🐘",
            "?",
            "-",
            ":",
            "a:",
            "|",
            ">",
            "10Gi",
            "8MB",
            "1E",
            "500m",
            "007",
            "\\n",
            "\u0085x",
            "\u2028x",
            "\ufeffx");
    Arbitrary<String> texts =
        Arbitraries.oneOf(
            words,
            Arbitraries.strings()
                .all()
                .excludeChars('\0')
                .ofMaxLength(20)
                .filter(Clusters::isText));
    Arbitrary<String> names =
        Arbitraries.oneOf(
                words,
                Arbitraries.strings()
                    .alpha()
                    .numeric()
                    .withChars(" '\"\\:#é")
                    .ofMinLength(1)
                    .ofMaxLength(15))
            .filter(Clusters::isName);
    return Combinators.combine(
            names.set().ofMinSize(0).ofMaxSize(4),
            names.set().ofMinSize(0).ofMaxSize(4),
            texts,
            texts.filter(text -> PgpoolConf.valueProblem(text).isEmpty()),
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(14, 18),
            Arbitraries.of(true, false))
        .as(
            (roles, databases, annotation, name, standbys, version, flag) -> {
              PgClusterBuilder builder =
                  PgClusterBuilder.named("orders")
                      .standbys(standbys)
                      .version(version)
                      .withoutRoles()
                      .withoutDatabases()
                      .parameter("search_path", annotation)
                      .router(
                          r ->
                              r.pods(standbys).parameter("app_name_redirect_preference_list", name))
                      .primary(p -> p.annotation("text", annotation).label("x", ""))
                      .kubernetes(k -> k.annotation("text", name).networkPolicies(flag));
              roles.forEach(builder::role);
              databases.forEach(builder::database);
              return builder.build();
            });
  }

  private static boolean isText(String text) {
    return text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  private static boolean isName(String name) {
    return isText(name)
        && name.indexOf('\n') < 0
        && !Set.of("none", "public", "app").contains(name);
  }
}
