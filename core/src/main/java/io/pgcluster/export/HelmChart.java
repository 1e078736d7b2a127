package io.pgcluster.export;

import io.pgcluster.config.PgpoolCatalogue;
import io.pgcluster.config.PostgresCatalogue;
import io.pgcluster.internal.JsonText;
import io.pgcluster.internal.TextResource;
import io.pgcluster.internal.YamlText;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Manifest;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.router.RouterFiles;
import io.pgcluster.spec.InstanceGroup;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PostgresSettings;
import io.pgcluster.spec.RouterSettings;
import io.pgcluster.spec.ServiceSettings;
import io.pgcluster.topology.InstanceFiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A Helm 3 chart of one cluster. Its templates are the manifests with expressions where the values
 * are; what the library derives from values (files, what pods are started for) the chart derives by
 * the same rules, in {@code _helpers.tpl}.
 */
final class HelmChart {
  private final PgCluster cluster;
  private final String namespace;
  private final ClusterSecrets secrets;
  private final TreeMap<String, String> files = new TreeMap<>();

  private HelmChart(PgCluster cluster, String namespace, ClusterSecrets secrets) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.secrets = secrets;
  }

  static SortedMap<String, String> files(
      PgCluster cluster, String namespace, ClusterSecrets secrets, boolean withSecrets) {
    HelmChart chart = new HelmChart(cluster, namespace, secrets);
    chart.head();
    chart.data();
    chart.templates();
    chart.files.put("values.yaml", new HelmValues(cluster).text());
    if (withSecrets) {
      chart.secrets();
    }
    return chart.files;
  }

  private void head() {
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("apiVersion", "v2");
    head.put("name", cluster.name());
    head.put("description", cluster.toString());
    head.put("type", "application");
    head.put("version", "1.0.0");
    head.put("appVersion", String.valueOf(cluster.postgres().version()));
    files.put("Chart.yaml", yaml(head));
    files.put("templates/_helpers.tpl", TextResource.read(HelmChart.class, "_helpers.tpl"));
  }

  /** What the files of PostgreSQL and pgpool are made of, when no value says otherwise. */
  private void data() {
    PgCluster plain = withoutParameters(cluster);
    TreeMap<String, Object> server = new TreeMap<>(HelmFiles.server(plain));
    json("postgres.json", server);
    names(
        "postgres-at-start.json",
        PostgresCatalogue.of(cluster.postgres().version()).namesOnlyAtStart());
    names("standby-needs.json", new TreeSet<>(PostgresCatalogue.STANDBY_NEEDS));
    InstanceFiles.configuration(cluster, new ObjectNames(cluster.name()).primary())
        .forEach(
            (name, text) -> {
              if (!name.equals("postgresql.conf")) {
                files.put("files/postgres/" + name, text);
              }
            });
    if (cluster.router().pods() > 0) {
      PgCluster alone = withStandbys(plain, 0);
      json(
          "pgpool.json",
          new TreeMap<>(
              RouterFiles.parameters(alone, new ObjectNames(cluster.name()).primary(), List.of())));
      json("pgpool-standby.json", HelmFiles.standbyBackend(plain));
      names(
          "pgpool-at-start.json",
          PgpoolCatalogue.of(cluster.router().version()).namesOnlyAtStart());
      RouterFiles.configuration(cluster, "", List.of())
          .forEach(
              (name, text) -> {
                if (!name.equals("pgpool.conf")) {
                  files.put("files/pgpool/" + name, text);
                }
              });
    }
  }

  private void json(String file, SortedMap<String, Object> tree) {
    files.put("files/" + file, new String(JsonText.bytes(tree), StandardCharsets.UTF_8) + "\n");
  }

  private void names(String file, Iterable<String> names) {
    List<String> list = new ArrayList<>();
    names.forEach(list::add);
    json(file, new TreeMap<>(Map.of("names", list)));
  }

  private void templates() {
    PgCluster plain = reachedFromInside(cluster);
    Manifests manifests = Manifests.of(plain, namespace, secrets);
    Templates templates = new Templates(plain, namespace, isFixed(manifests));
    int number = 0;
    for (Manifest manifest : manifests) {
      Optional<String> text = templates.of(manifest);
      if (text.isPresent()) {
        String kind = manifest.kind().toLowerCase(Locale.ROOT);
        files.put(
            "templates/%02d-%s-%s.yaml".formatted(number++, kind, manifest.name()), text.get());
      }
    }
  }

  private boolean isFixed(Manifests manifests) {
    String ofStandby = new ObjectNames(cluster.name()).replica() + "-";
    return manifests.stream()
        .anyMatch(m -> m.kind().equals("PersistentVolumeClaim") && m.name().contains(ofStandby));
  }

  private void secrets() {
    Map<String, Object> all = new TreeMap<>();
    for (Manifest manifest : Manifests.of(cluster, namespace, secrets)) {
      if (manifest.kind().equals("Secret")) {
        all.put(
            Templates.secretKey(manifest.name(), cluster), Templates.tree(manifest).get("data"));
      }
    }
    files.put(
        "secrets.yaml",
        "# Secrets, as data of Kubernetes (base64). Give them by -f, and keep them apart.\n"
            + yaml(Map.of("secrets", all)));
  }

  static String yaml(Map<String, ?> tree) {
    StringBuilder out = new StringBuilder();
    YamlText.append(tree, out);
    return out.toString();
  }

  /** For the rule that lets clients in; the template leaves it out where it does not hold. */
  private static PgCluster reachedFromInside(PgCluster c) {
    return new PgCluster(
        c.name(),
        c.postgres(),
        inside(c.primary()),
        inside(c.standbys()),
        new RouterSettings(
            c.router().pods(),
            c.router().version(),
            c.router().image(),
            c.router().port(),
            c.router().parameters(),
            c.router().hba(),
            c.router().poolPasswd(),
            c.router().pod(),
            inside()),
        c.access(),
        c.kubernetes());
  }

  private static InstanceGroup inside(InstanceGroup group) {
    return new InstanceGroup(group.count(), group.storage(), group.pod(), inside());
  }

  private static ServiceSettings inside() {
    return new ServiceSettings(ServiceSettings.Type.CLUSTER_IP, Optional.empty(), new TreeMap<>());
  }

  private static PgCluster withoutParameters(PgCluster c) {
    PostgresSettings p = c.postgres();
    RouterSettings r = c.router();
    return new PgCluster(
        c.name(),
        new PostgresSettings(
            p.version(), p.image(), p.port(), new TreeMap<>(), p.hba(), p.passwordEncryption()),
        c.primary(),
        c.standbys(),
        new RouterSettings(
            r.pods(),
            r.version(),
            r.image(),
            r.port(),
            new TreeMap<>(),
            r.hba(),
            r.poolPasswd(),
            r.pod(),
            r.service()),
        c.access(),
        c.kubernetes());
  }

  static PgCluster withStandbys(PgCluster c, int count) {
    InstanceGroup group = c.standbys();
    return new PgCluster(
        c.name(),
        c.postgres(),
        c.primary(),
        new InstanceGroup(count, group.storage(), group.pod(), group.service()),
        c.router(),
        c.access(),
        c.kubernetes());
  }
}
