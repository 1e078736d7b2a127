package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import io.pgcluster.manifest.Labels;
import io.pgcluster.manifest.Manifest;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.FieldChange;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.runtime.ProgressListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings a changed template to the pods of a StatefulSet that run, so that they and their addresses
 * stay: a server is restarted by its process 1, another image is given to the pod, whose kubelet
 * then replaces the container alone. That is done in less than a second, where another pod takes
 * some: it has to be gone first, then made, scheduled, given its volumes, and found.
 *
 * <p>Meanwhile the StatefulSet replaces no pod, as its partition is as high as it has replicas; and
 * afterwards neither, as the pods carry its new revision by then (Kubernetes manual, "Partitioned
 * rolling updates"; the controller tells pods that are up to date by that label). A pod that did
 * not come to that is replaced as ever.
 */
final class InPlace {
  private static final String REVISION = "controller-revision-hash";
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration SEEN = Duration.ofSeconds(30);

  private final KubeApi api;
  private final ClusterSql sql;
  private final Prepared plan;
  private final ProgressListener listener;
  private final RunningPods running;

  InPlace(KubeApi api, ClusterSql sql, Prepared plan, ProgressListener listener) {
    this.api = api;
    this.sql = sql;
    this.plan = plan;
    this.listener = listener;
    this.running = new RunningPods(api, plan.cluster().name());
  }

  /** Whether nothing changes but what pods that run can be given. */
  boolean suits(Manifest set) {
    TemplateChange change = change(set);
    return change == TemplateChange.RELABEL || change == TemplateChange.RESTART;
  }

  private static ObjectId id(Manifest manifest) {
    return new ObjectId(manifest.kind(), manifest.name());
  }

  private TemplateChange change(Manifest set) {
    List<FieldChange> fields =
        plan.outcome().changes().stream()
            .filter(change -> change.object().equals(id(set)))
            .flatMap(change -> change.fields().stream())
            .toList();
    boolean primary = set.name().equals(new ObjectNames(plan.cluster().name()).primary());
    return plan.existing()
        .find(Kind.STATEFUL_SET, set.name())
        .map(live -> TemplateChange.of(fields, live, primary))
        .orElse(TemplateChange.NONE);
  }

  /**
   * Servers before pods, and pods before the StatefulSet, so that what is said of each is so
   * whenever this is cut off. Ends early where a pod does not take it: the StatefulSet then does,
   * and tells why not.
   */
  void run(Manifest manifest, ClusterLock lock) {
    JsonNode wanted = Json.read(new String(manifest.json(), StandardCharsets.UTF_8));
    JsonNode template = wanted.path("spec").path("template");
    int replicas = wanted.path("spec").path("replicas").asInt(1);
    List<JsonNode> pods = running.of(manifest.name(), replicas);
    boolean mayReplace = plan.restarts(id(manifest));
    boolean image = mayReplace && RunningPods.isOtherImage(pods, template);
    boolean restarts = image || change(manifest) == TemplateChange.RESTART;
    if (pods.isEmpty()
        || (mayReplace && !running.mayBePatched())
        || (restarts && !isRestartable(pods, replicas, image))
        || (restarts && !image && !restart(pods, lock))) {
      return;
    }
    for (JsonNode pod : pods) {
      lock.check();
      give(pod, metadata(pod, template));
    }
    lock.check();
    JsonNode held = Futures.get(api.apply(Kind.STATEFUL_SET, manifest.name(), held(wanted)));
    Optional<String> revision = revision(held);
    if (revision.isEmpty()) {
      if (!mayReplace) {
        throw new PgClusterException(
            "StatefulSet %s: its controller has not looked at it for %d s; apply again when it does"
                .formatted(manifest.name(), SEEN.toSeconds()));
      }
      return;
    }
    Optional<String> to = Optional.of(RunningPods.image(template)).filter(name -> image);
    for (JsonNode pod : pods) {
      lock.check();
      Runnable write = () -> give(pod, revised(pod, revision.get(), to));
      if (!image) {
        write.run();
      } else if (!restart(pod, 1, Optional.of(write))) {
        return;
      }
    }
  }

  private boolean isRestartable(List<JsonNode> pods, int replicas, boolean image) {
    return pods.size() == replicas
        && pods.stream().allMatch(InPlace::isReady)
        && !(image && pods.stream().anyMatch(InPlace::isRestarted));
  }

  /** One that has gone meanwhile needs it no more: the StatefulSet makes the next. */
  private void give(JsonNode pod, JsonNode patch) {
    try {
      var unused = Futures.get(api.strategicMerge(Kind.POD, Json.name(pod), patch));
    } catch (KubernetesApiException e) {
      int status = e.status().orElse(0);
      if (status != 404 && status != 409) {
        throw e;
      }
    }
  }

  private boolean restart(List<JsonNode> pods, ClusterLock lock) {
    for (JsonNode pod : pods) {
      lock.check();
      if (!restart(pod, 0, Optional.empty())) {
        return false;
      }
    }
    return true;
  }

  /** A kubelet may let a container wait that has had others before it ("CrashLoopBackOff"). */
  private static boolean isRestarted(JsonNode pod) {
    return container(pod).path("restartCount").asInt(0) > 0;
  }

  private boolean restart(JsonNode pod, int containers, Optional<Runnable> change) {
    int restarts = container(pod).path("restartCount").asInt(0) + containers;
    boolean restarted =
        sql.restart(
            plan.cluster(),
            plan.secrets(),
            Json.name(pod),
            change,
            () -> running.find(Json.name(pod)).filter(now -> isStarting(now, restarts)).isEmpty());
    if (restarted) {
      listener.on(
          new ProgressEvent(
              new ObjectId(Kind.POD.name(), Json.name(pod)),
              State.APPLIED,
              "restarted where it is"));
    }
    return restarted;
  }

  private static byte[] held(JsonNode wanted) {
    ObjectNode copy = (ObjectNode) wanted.deepCopy();
    if (copy.path("spec") instanceof ObjectNode spec) {
      spec.set(
          "updateStrategy",
          Json.tree(
              Map.of(
                  "type",
                  "RollingUpdate",
                  "rollingUpdate",
                  Map.of("partition", spec.path("replicas").asInt(1)))));
    }
    return Json.write(copy).getBytes(StandardCharsets.UTF_8);
  }

  /** Of the template as it is now, once the controller has seen it. */
  private Optional<String> revision(JsonNode written) {
    long generation = written.path("metadata").path("generation").asLong(0);
    return await(
        SEEN,
        () ->
            Existing.items(
                    Futures.get(
                        api.list(Kind.STATEFUL_SET, Labels.selector(plan.cluster().name()))))
                .stream()
                .filter(set -> Json.name(set).equals(Json.name(written)))
                .findFirst()
                .map(set -> set.path("status"))
                .filter(status -> status.path("observedGeneration").asLong(0) >= generation)
                .map(status -> status.path("updateRevision").asString("")));
  }

  private interface Look<T> {
    Optional<T> now();
  }

  private static <T> Optional<T> await(Duration bound, Look<T> look) {
    long deadline = System.nanoTime() + bound.toNanos();
    while (true) {
      Optional<T> seen = look.now();
      if (seen.isPresent() || System.nanoTime() > deadline) {
        return seen;
      }
      try {
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      } catch (InterruptedException e) {
        throw Futures.interrupted(e);
      }
    }
  }

  private static boolean isReady(JsonNode pod) {
    return container(pod).path("ready").asBoolean(false);
  }

  private static JsonNode container(JsonNode pod) {
    return pod.path("status").path("containerStatuses").path(0);
  }

  /** A server that does not start ends its container, and then it is the kubelet's. */
  private static boolean isStarting(JsonNode pod, int restarts) {
    JsonNode container = container(pod);
    String waits = container.path("state").path("waiting").path("reason").asString("");
    return container.path("restartCount").asInt(0) <= restarts
        && !waits.endsWith("BackOff")
        && !waits.startsWith("Err");
  }

  private JsonNode metadata(JsonNode pod, JsonNode template) {
    return Json.tree(
        Map.of(
            "metadata",
            Map.of(
                "uid",
                Json.uid(pod),
                "labels",
                changed(pod, template, "labels"),
                "annotations",
                changed(pod, template, "annotations"))));
  }

  private static JsonNode revised(JsonNode pod, String revision, Optional<String> image) {
    List<Map<String, String>> containers =
        image
            .map(
                to ->
                    Map.of(
                        "name",
                        pod.path("spec").path("containers").path(0).path("name").asString(""),
                        "image",
                        to))
            .stream()
            .toList();
    return Json.tree(
        Map.of(
            "metadata",
            // The uid keeps it from another pod that has got the name meanwhile.
            Map.of("uid", Json.uid(pod), "labels", Map.of(REVISION, revision)),
            "spec",
            Map.of("containers", containers)));
  }

  /** As in the template; what was in the one before, and is not any more, is taken away. */
  private ObjectNode changed(JsonNode pod, JsonNode template, String field) {
    ObjectNode wanted = Json.EMPTY.deepCopy().asObject();
    String set = Json.name(pod).replaceFirst("-[0-9]+$", "");
    plan.existing()
        .find(Kind.STATEFUL_SET, set)
        .ifPresent(
            live ->
                live.path("spec")
                    .path("template")
                    .path("metadata")
                    .path(field)
                    .propertyNames()
                    .forEach(wanted::putNull));
    template
        .path("metadata")
        .path(field)
        .properties()
        .forEach(e -> wanted.set(e.getKey(), e.getValue()));
    return wanted;
  }
}
