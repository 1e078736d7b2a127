package io.pgcluster.kubernetes;

import io.pgcluster.manifest.Annotations;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
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

  private static final Predicate<String> POSSIBLE =
      Pattern.compile("metadata\\b.*|spec\\.template\\.metadata\\.(annotations|labels)\\b.*")
          .asMatchPredicate();

  private static final String IMAGE = "spec.template.spec.containers[postgres].image";

  private final KubeApi api;
  private final ClusterSql sql;
  private final Prepared plan;
  private final ProgressListener listener;

  InPlace(KubeApi api, ClusterSql sql, Prepared plan, ProgressListener listener) {
    this.api = api;
    this.sql = sql;
    this.plan = plan;
    this.listener = listener;
  }

  /** Whether nothing changes but what pods that run can be given. */
  boolean suits(Manifest set) {
    ObjectId id = new ObjectId(set.kind(), set.name());
    List<FieldChange> fields =
        plan.outcome().changes().stream()
            .filter(change -> change.object().equals(id))
            .flatMap(change -> change.fields().stream())
            .toList();
    boolean settled =
        plan.existing()
            .find(Kind.STATEFUL_SET, set.name())
            .filter(live -> !Rollout.isGoingOn(live))
            .isPresent();
    return settled
        && plan.restarts(id)
        && isPossible(fields, set.name().equals(new ObjectNames(plan.cluster().name()).primary()));
  }

  /**
   * Whether pods that run can be given those changes of their template. Another image only the
   * primary's: a kubelet takes a new container for ready until its probes say that it is not yet,
   * which is no harm to the one that has no other beside it.
   */
  static boolean isPossible(List<FieldChange> fields, boolean primary) {
    List<String> paths = fields.stream().map(FieldChange::path).toList();
    boolean needs = paths.stream().anyMatch(path -> path.contains(Annotations.STANDBY_NEEDS));
    return paths.stream()
        .allMatch(
            path ->
                (POSSIBLE.test(path) && !path.contains(Annotations.PROCESS))
                    || (primary && !needs && path.equals(IMAGE)));
  }

  /**
   * Servers before templates, so that what a template says of its servers is so. Ends early where a
   * pod does not take it: the StatefulSet then does, and tells why not.
   */
  void run(Manifest manifest, ClusterLock lock) {
    JsonNode wanted = Json.read(new String(manifest.json(), StandardCharsets.UTF_8));
    JsonNode template = wanted.path("spec").path("template");
    int replicas = wanted.path("spec").path("replicas").asInt(1);
    List<JsonNode> pods = ready(manifest.name(), replicas);
    boolean image = pods.stream().anyMatch(pod -> !image(pod).equals(image(template)));
    if (pods.isEmpty()
        || pods.size() < replicas
        || (image && pods.stream().anyMatch(InPlace::isRestarted))
        || !mayBePatched(pods.get(0), template)
        || (!image && !restart(pods, lock))) {
      return;
    }
    lock.check();
    JsonNode held = Futures.get(api.apply(Kind.STATEFUL_SET, manifest.name(), held(wanted)));
    Optional<String> revision = revision(held);
    if (revision.isEmpty()) {
      return;
    }
    for (JsonNode pod : pods) {
      lock.check();
      JsonNode patch = patch(pod, template, revision.get());
      Runnable write =
          () -> {
            var unused = Futures.get(api.strategicMerge(Kind.POD, Json.name(pod), patch));
          };
      if (!image) {
        write.run();
      } else if (!restart(pod, 1, Optional.of(write))) {
        return;
      }
    }
  }

  /** Those that are, the last one first, as a StatefulSet replaces them. */
  private List<JsonNode> ready(String set, int replicas) {
    List<JsonNode> there = all(Kind.POD);
    List<JsonNode> ready = new ArrayList<>();
    for (int i = replicas - 1; i >= 0; i--) {
      String name = set + "-" + i;
      there.stream()
          .filter(pod -> Json.name(pod).equals(name) && !Json.isBeingDeleted(pod) && isReady(pod))
          .forEach(ready::add);
    }
    return ready;
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

  private boolean mayBePatched(JsonNode pod, JsonNode template) {
    JsonNode patch = patch(pod, template, Json.label(pod, REVISION));
    try {
      var unused = Futures.get(api.dryStrategicMerge(Kind.POD, Json.name(pod), patch));
      return true;
    } catch (KubernetesApiException e) {
      if (e.isForbidden()) {
        return false;
      }
      throw e;
    }
  }

  private boolean restart(JsonNode pod, int containers, Optional<Runnable> change) {
    int restarts = container(pod).path("restartCount").asInt(0) + containers;
    boolean restarted =
        sql.restart(
            plan.cluster(),
            plan.secrets(),
            Json.name(pod),
            change,
            () -> pod(Json.name(pod)).filter(now -> isStarting(now, restarts)).isEmpty());
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
            one(Kind.STATEFUL_SET, Json.name(written))
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

  /** By a list, as a user that may look at pods may list them. */
  private List<JsonNode> all(Kind kind) {
    return Existing.items(Futures.get(api.list(kind, Labels.selector(plan.cluster().name()))));
  }

  private Optional<JsonNode> one(Kind kind, String name) {
    return all(kind).stream().filter(object -> Json.name(object).equals(name)).findFirst();
  }

  private Optional<JsonNode> pod(String name) {
    return one(Kind.POD, name).filter(pod -> !Json.isBeingDeleted(pod));
  }

  private static boolean isReady(JsonNode pod) {
    return container(pod).path("ready").asBoolean(false);
  }

  private static JsonNode container(JsonNode pod) {
    return pod.path("status").path("containerStatuses").path(0);
  }

  private static String image(JsonNode holder) {
    return holder.path("spec").path("containers").path(0).path("image").asString("");
  }

  /** A server that does not start ends its container, and then it is the kubelet's. */
  private static boolean isStarting(JsonNode pod, int restarts) {
    JsonNode container = container(pod);
    String waits = container.path("state").path("waiting").path("reason").asString("");
    return container.path("restartCount").asInt(0) <= restarts
        && !waits.endsWith("BackOff")
        && !waits.startsWith("Err");
  }

  /** The uid keeps it from another pod that has got the name meanwhile. */
  private JsonNode patch(JsonNode pod, JsonNode template, String revision) {
    ObjectNode labels = changed(pod, template, "labels");
    labels.put(REVISION, revision);
    return Json.tree(
        Map.of(
            "metadata",
            Map.of(
                "uid",
                Json.uid(pod),
                "labels",
                labels,
                "annotations",
                changed(pod, template, "annotations")),
            "spec",
            Map.of(
                "containers",
                List.of(
                    Map.of(
                        "name",
                        pod.path("spec").path("containers").path(0).path("name").asString(""),
                        "image",
                        image(template))))));
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
