package io.pgcluster.chart;

import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.ServiceBuilder;
import io.pgcluster.spec.ServiceSettings;
import io.pgcluster.storage.PvcStorage;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The description that the chart's values stand for. */
final class ChartCluster {
  /** In ACK's shipped classes: in stock, bound where the pod is to run. */
  private static final String CLASS_OF_TODAY = "alicloud-disk-topology-alltype";

  private static final Set<String> CLASSES_OF_2018 =
      Set.of(
          "alicloud-disk-available",
          "alicloud-disk-common",
          "alicloud-disk-efficiency",
          "alicloud-disk-essd",
          "alicloud-disk-ssd",
          "alicloud-disk-topology");

  private static final Pattern TAG = Pattern.compile(".*?-(\\d+)\\.(\\d+)(?:\\.\\d+)?-.*");
  private static final String VOLUME = "primary.pv.volumeId";
  private static final int PORT = 5432;

  private final ChartValues values;
  private final ChartDisk disk;
  private final String zone;
  private final int standbys;
  private final ChartAccess access;
  private final Findings findings;

  ChartCluster(
      ChartValues values,
      ChartDisk disk,
      String zone,
      int standbys,
      ChartAccess access,
      Findings findings) {
    this.standbys = standbys;
    this.values = values;
    this.disk = disk;
    this.zone = zone;
    this.access = access;
    this.findings = findings;
  }

  /** A new builder with all that the values say. */
  PgClusterBuilder builder() {
    PgClusterBuilder builder = PgClusterBuilder.named(values.text("name"));
    int port = number("container.port", PORT);
    builder.postgres(p -> p.port(port));
    builder.primary(
        p -> {
          values.find(VOLUME).ifPresent(id -> p.storage(disk.of(id, size(), zone)));
          p.resources(r -> r.request("cpu", cpu("primary")).request("memory", memory("primary")));
          values.nodeSelector("primary").forEach(p::nodeSelector);
          p.service(s -> service(s, "primary"));
        });
    builder.standbys(
        s -> {
          s.count(standbys).storage(PvcStorage.size(size()).withStorageClass(standbyClass()));
          s.resources(r -> r.request("cpu", cpu("replica")).request("memory", memory("replica")));
          values.nodeSelector("replica").forEach(s::nodeSelector);
          s.service(v -> service(v, "replica"));
        });
    builder.router(r -> r.port(port).service(s -> service(s, "pgpool")));
    builder.superuser(access.superuserRole());
    builder.replicationUser(access.replicationRole());
    builder.role(access.userRole());
    access.others().forEach(builder::role);
    if (!access.setupSql().isBlank()) {
      builder.setupSql(access.setupSql());
    }
    return builder.database(access.database(), access.user());
  }

  private String size() {
    String size = values.text("container.storage");
    return size.matches("[0-9]+G") ? size + "i" : size;
  }

  private String cpu(String component) {
    return values.text(component + ".resources.cpu");
  }

  private String memory(String component) {
    return values.text(component + ".resources.memory");
  }

  private String standbyClass() {
    String given = values.text("replica.pvc.storageClassName");
    return CLASSES_OF_2018.contains(given) ? CLASS_OF_TODAY : given;
  }

  private void service(ServiceBuilder service, String component) {
    String type = values.text(component + ".serviceType");
    type(type).ifPresent(service::type);
    if (component.equals("pgpool") && type.equals("NodePort")) {
      int port = number("pgpool.nodePort", 0);
      if (port > 0) {
        service.nodePort(port);
      }
    }
  }

  private static Optional<ServiceSettings.Type> type(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "clusterip" -> Optional.of(ServiceSettings.Type.CLUSTER_IP);
      case "nodeport" -> Optional.of(ServiceSettings.Type.NODE_PORT);
      case "loadbalancer" -> Optional.of(ServiceSettings.Type.LOAD_BALANCER);
      default -> Optional.empty();
    };
  }

  private int number(String path, int otherwise) {
    return values
        .find(path)
        .filter(text -> text.matches("[0-9]{1,5}"))
        .map(Integer::parseInt)
        .orElse(otherwise);
  }

  /** What is wrong with these values, beyond what is wrong with the chart. */
  void defects() {
    disk();
    standbyStorage();
    image();
    services();
    access.defects();
    for (String component : new String[] {"primary", "replica"}) {
      Map<String, String> labels = values.nodeSelector(component);
      if (!labels.isEmpty()) {
        findings.defect(
            "values.yaml " + component + ".nodeSelector",
            "has never bound a pod, as the template has it in the wrong place",
            "%s binds the %s"
                .formatted(labels, component.equals("replica") ? "standbys" : "primary"));
      }
    }
  }

  private void disk() {
    if (values.find(VOLUME).isEmpty()) {
      findings.missing(
          "values.yaml " + VOLUME,
          "is not given",
          "give the disk's id: set(\"%s\", \"d-…\")".formatted(VOLUME));
    }
    String policy = values.text("primary.pv.persistentVolumeReclaimPolicy");
    String place = "values.yaml primary.pv.persistentVolumeReclaimPolicy";
    if (policy.equals("Retain")) {
      findings.leftOut(place, "is Retain", "a disk given by its id is always kept");
    } else {
      findings.defect(
          place,
          "is %s: with the claim the disk and all data are deleted".formatted(policy),
          "Retain, always");
    }
    if (!values.text("primary.pvc.mode").equals("ReadWriteOnce")) {
      findings.defect(
          "values.yaml primary.pvc.mode",
          "is %s, advised as high availability: it lets two postmasters write one data folder, which destroys it"
              .formatted(values.text("primary.pvc.mode")),
          "ReadWriteOnce; a standby is what takes over");
    }
    findings.leftOut(
        "values.yaml primary.pvc.storageClassName",
        "no template reads it: the claim has the class " + values.text("primary.pv.name"),
        "a binding key of the cluster's own");
  }

  private void standbyStorage() {
    String given = values.text("replica.pvc.storageClassName");
    if (CLASSES_OF_2018.contains(given)) {
      findings.defect(
          "values.yaml replica.pvc.storageClassName",
          "%s binds a disk before the pod has a node, so in a zone of its own choice, or is of a disk that is no longer sold"
              .formatted(given),
          CLASS_OF_TODAY + ", which ACK ships");
    }
  }

  private void image() {
    String tag = values.text("image.tag");
    String place = "values.yaml image.tag";
    Optional<Integer> major = major(tag);
    if (major.isEmpty()) {
      findings.decide(
          place,
          "the PostgreSQL of %s is not known".formatted(tag),
          "the default version; set postgres.version");
    } else {
      findings.defect(
          place,
          "PostgreSQL %d of %s: %s"
              .formatted(
                  major.get(),
                  tag,
                  major.get() < 14 ? "gets no fixes any more" : "an image that is no longer made"),
          "the official image of the described version; the data move by dump and restore, see MovePlan");
    }
    findings.leftOut(
        "values.yaml image.*",
        "Crunchy's images need their own variables and mounts",
        "official images: nothing to configure; image(…) takes others");
  }

  /** Such as 10 of {@code centos7-10.4-2.0.0}. */
  static Optional<Integer> major(String tag) {
    Matcher matcher = TAG.matcher(tag);
    return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
  }

  private void services() {
    for (String component : new String[] {"primary", "replica", "pgpool"}) {
      String path = component + ".serviceType";
      if (type(values.text(path)).isEmpty()) {
        findings.decide(
            "values.yaml " + path,
            "%s is no type that is known here".formatted(values.text(path)),
            "ClusterIP");
      }
    }
    if (!values.text("primary.serviceType").equals(values.text("replica.serviceType"))) {
      findings.defect(
          "values.yaml primary.serviceType",
          "the template gave the primary replica.serviceType, %s"
              .formatted(values.text("replica.serviceType")),
          "the primary gets " + values.text("primary.serviceType"));
    }
    if (values.isGiven("pgpool.nodePort")
        && !values.text("pgpool.serviceType").equals("NodePort")) {
      findings.leftOut(
          "values.yaml pgpool.nodePort",
          "is of no use without the type NodePort",
          "not taken over");
    }
    if (number("container.port", PORT) != PORT) {
      findings.defect(
          "values.yaml container.port",
          "pgpool's container and probes have 5432 whatever is given, so its Service led nowhere",
          "postgres.port and router.port are %s everywhere"
              .formatted(values.text("container.port")));
    }
    for (String component :
        new String[] {
          "primary.name", "replica.name", "pgpool.name", "primary.pv.name", "primary.pvc.name"
        }) {
      if (values.isGiven(component)) {
        findings.leftOut(
            "values.yaml " + component,
            "names an object",
            "names come from the cluster's: clients need the new one, see the move");
      }
    }
  }
}
