package io.pgcluster.kubernetes;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * As much of an API server as the adapter uses, in memory, with faults on request. Server-side
 * apply is simplified: what is applied replaces what was applied before.
 */
final class FakeKubernetes implements Transport {
  static final String NAMESPACE = "db";
  static final String DEFAULT_CLASS = "/apis/storage.k8s.io/v1/storageclasses/standard";
  static final RetryPolicy QUICK =
      new RetryPolicy(4, Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(5));

  private static final Pattern OBJECT =
      Pattern.compile("/api(?:s/([^/]+))?/(v1)(?:/namespaces/([^/]+))?/([a-z]+)(?:/([^/]+))?");

  private final TreeMap<String, ObjectNode> objects = new TreeMap<>();
  private final Set<String> finalized = new HashSet<>();
  private final List<FakeStream> streams = new CopyOnWriteArrayList<>();
  final List<Call> calls = new CopyOnWriteArrayList<>();
  private Function<Call, Optional<Fault>> faults = call -> Optional.empty();
  private Instant now = Instant.parse("2026-11-24T12:00:00Z");
  private Rules rules =
      new Rules("[{\"verbs\":[\"*\"],\"apiGroups\":[\"*\"],\"resources\":[\"*\"]}]");
  private String version = "{\"major\":\"1\",\"minor\":\"36\"}";
  private int counter = 100;

  FakeKubernetes() {
    put(
        "/api/v1/namespaces/" + NAMESPACE,
        "{\"kind\":\"Namespace\",\"metadata\":{\"name\":\"db\"}}");
    put(
        DEFAULT_CLASS,
        """
        {"metadata":{"name":"standard",
         "annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},
         "provisioner":"disks.example.com","reclaimPolicy":"Retain",
         "volumeBindingMode":"WaitForFirstConsumer","allowVolumeExpansion":true}""");
  }

  KubeApi api() {
    return new KubeApi(this, NAMESPACE, QUICK);
  }

  FakeKubernetes rules(String json) {
    rules = new Rules(json);
    return this;
  }

  FakeKubernetes version(String json) {
    version = json;
    return this;
  }

  synchronized void faults(Function<Call, Optional<Fault>> what) {
    faults = what;
  }

  synchronized void advance(Duration time) {
    now = now.plus(time);
  }

  synchronized Instant now() {
    return now;
  }

  /** Puts an object there as somebody else would. */
  synchronized void put(String path, String json) {
    ObjectNode object = (ObjectNode) Json.read(json).deepCopy();
    boolean there = objects.containsKey(path);
    stamp(object, Optional.ofNullable(objects.get(path)));
    Matcher matcher = matcher(path);
    if (matcher.group(3) != null) {
      metadata(object).put("namespace", matcher.group(3));
    }
    objects.put(path, object);
    tell(there ? "MODIFIED" : "ADDED", path, object);
  }

  /** An object that stays after its deletion until it is removed. */
  synchronized void hold(String path) {
    finalized.add(path);
  }

  synchronized void remove(String path) {
    finalized.remove(path);
    ObjectNode object = objects.remove(path);
    if (object != null) {
      tell("DELETED", path, object);
      collect(Json.uid(object));
    }
  }

  synchronized Optional<JsonNode> object(String path) {
    return Optional.ofNullable(objects.get(path)).map(JsonNode::deepCopy);
  }

  synchronized List<String> paths() {
    return new ArrayList<>(objects.keySet());
  }

  /** All objects without what differs from run to run. */
  synchronized Map<String, String> contents() {
    Map<String, String> contents = new TreeMap<>();
    objects.forEach(
        (path, object) -> {
          ObjectNode copy = object.deepCopy();
          metadata(copy).remove(List.of("uid", "resourceVersion", "ownerReferences"));
          contents.put(path, copy.toString());
        });
    return contents;
  }

  void endStreams() {
    streams.forEach(s -> s.ended.complete(200));
    streams.clear();
  }

  void line(String text) {
    streams.forEach(s -> s.lines.accept(text));
  }

  int openStreams() {
    return streams.size();
  }

  @Override
  public String server() {
    return "https://fake:6443";
  }

  @Override
  public synchronized CompletableFuture<Reply> send(Call call) {
    calls.add(call);
    Optional<Fault> fault = faults.apply(call);
    if (fault.isEmpty()) {
      return CompletableFuture.completedFuture(answer(call));
    }
    if (fault.get().done()) {
      Reply unused = answer(call);
    }
    return fault
        .get()
        .reply()
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> CompletableFuture.failedFuture(fault.get().failure()));
  }

  private Reply answered(int status, JsonNode body) {
    return new Reply(status, body.toString(), now, Optional.empty());
  }

  private Reply refused(int status, String reason) {
    return new Reply(
        status,
        "{\"kind\":\"Status\",\"reason\":\"%s\",\"message\":\"%s\"}".formatted(reason, reason),
        now,
        Optional.empty());
  }

  private static Matcher matcher(String path) {
    Matcher matcher = OBJECT.matcher(path);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(path);
    }
    return matcher;
  }

  private Reply answer(Call call) {
    String path = call.path().replaceFirst("\\?.*", "");
    if (path.equals("/version")) {
      return answered(200, Json.read(version));
    }
    if (path.endsWith("/selfsubjectrulesreviews")) {
      return answered(201, Json.read(rules.all()));
    }
    if (path.endsWith("/selfsubjectaccessreviews")) {
      return answered(201, Json.read(rules.one(call.body())));
    }
    if (path.endsWith("/log")) {
      return new Reply(200, "log of " + call.target().name() + "\n", now, Optional.empty());
    }
    Matcher matcher = matcher(path);
    boolean isNamespace = path.matches("/api/v1/namespaces/[^/]+");
    if (matcher.group(5) == null && !isNamespace) {
      return call.method().equals("GET") ? list(call, path) : create(call, path);
    }
    return switch (call.method()) {
      case "GET" ->
          objects.containsKey(path) ? answered(200, objects.get(path)) : refused(404, "NotFound");
      case "PATCH" ->
          call.contentType().equals(KubeApi.APPLY) ? apply(call, path) : merge(call, path);
      case "PUT" -> replace(call, path);
      case "DELETE" -> delete(call, path);
      default -> refused(405, "MethodNotAllowed");
    };
  }

  private Reply list(Call call, String path) {
    Matcher wanted = matcher(path);
    Matcher query = Pattern.compile("labelSelector=([^&]*)").matcher(call.path());
    String selector = query.find() ? URLDecoder.decode(query.group(1), StandardCharsets.UTF_8) : "";
    ObjectNode list = (ObjectNode) Json.read("{\"items\":[]}").deepCopy();
    ArrayNode items = (ArrayNode) list.get("items");
    list.putObject("metadata").put("resourceVersion", String.valueOf(counter));
    objects.forEach(
        (key, object) -> {
          Matcher found = matcher(key);
          boolean same =
              java.util.Objects.equals(found.group(1), wanted.group(1))
                  && found.group(4).equals(wanted.group(4))
                  && (wanted.group(3) == null || wanted.group(3).equals(found.group(3)));
          if (same && matches(object, selector)) {
            items.add(object.deepCopy());
          }
        });
    return answered(200, list);
  }

  private static boolean matches(JsonNode object, String selector) {
    for (String term : selector.isEmpty() ? new String[0] : selector.split(",")) {
      String[] pair = term.split("=");
      if (!Json.label(object, pair[0]).equals(pair[1])) {
        return false;
      }
    }
    return true;
  }

  private Reply create(Call call, String path) {
    ObjectNode object = (ObjectNode) Json.read(call.body()).deepCopy();
    String key = path + "/" + Json.name(object);
    if (objects.containsKey(key)) {
      return refused(409, "AlreadyExists");
    }
    return stored(key, object, 201);
  }

  private Reply apply(Call call, String path) {
    ObjectNode object = (ObjectNode) Json.read(call.body()).deepCopy();
    Optional<ObjectNode> before = Optional.ofNullable(objects.get(path));
    before
        .filter(Json::isBeingDeleted)
        .ifPresent(
            b ->
                metadata(object)
                    .put(
                        "deletionTimestamp",
                        b.path("metadata").path("deletionTimestamp").asString()));
    before
        .filter(b -> b.has("status"))
        .ifPresent(b -> object.set("status", b.get("status").deepCopy()));
    return call.path().contains("dryRun=All")
        ? answered(200, object)
        : stored(path, object, before.isPresent() ? 200 : 201);
  }

  private Reply merge(Call call, String path) {
    ObjectNode object = objects.get(path);
    if (object == null) {
      return refused(404, "NotFound");
    }
    ObjectNode copy = object.deepCopy();
    MergePatch.mergeInto(copy, Json.read(call.body()));
    return stored(path, copy, 200);
  }

  private Reply replace(Call call, String path) {
    ObjectNode object = (ObjectNode) Json.read(call.body()).deepCopy();
    ObjectNode before = objects.get(path);
    if (before == null) {
      return refused(404, "NotFound");
    }
    if (!Json.version(object).equals(Json.version(before))) {
      return refused(409, "Conflict");
    }
    return stored(path, object, 200);
  }

  private Reply delete(Call call, String path) {
    ObjectNode object = objects.get(path);
    if (object == null) {
      return refused(404, "NotFound");
    }
    String uid = Json.read(call.body()).path("preconditions").path("uid").asString("");
    if (!uid.equals(Json.uid(object))) {
      return refused(409, "Conflict");
    }
    if (finalized.contains(path)) {
      metadata(object).put("deletionTimestamp", now.toString());
      return answered(200, object);
    }
    remove(path);
    return answered(200, Json.read("{\"kind\":\"Status\",\"status\":\"Success\"}"));
  }

  /** What the garbage collector does. */
  private void collect(String owner) {
    List<String> owned = new ArrayList<>();
    objects.forEach(
        (path, object) -> {
          for (JsonNode reference : object.path("metadata").path("ownerReferences")) {
            if (reference.path("uid").asString("").equals(owner)) {
              owned.add(path);
            }
          }
        });
    owned.forEach(this::remove);
  }

  private Reply stored(String path, ObjectNode object, int status) {
    Optional<ObjectNode> before = Optional.ofNullable(objects.get(path));
    stamp(object, before);
    if (before.isPresent() && same(before.get(), object)) {
      return answered(status, before.get());
    }
    objects.put(path, object);
    tell(before.isPresent() ? "MODIFIED" : "ADDED", path, object);
    return answered(status, object);
  }

  private static boolean same(ObjectNode before, ObjectNode after) {
    ObjectNode copy = after.deepCopy();
    metadata(copy).put("resourceVersion", Json.version(before));
    return copy.equals(before);
  }

  private void stamp(ObjectNode object, Optional<ObjectNode> before) {
    counter++;
    metadata(object).put("resourceVersion", String.valueOf(counter));
    metadata(object).put("uid", before.map(Json::uid).orElse("uid-" + counter));
  }

  private static ObjectNode metadata(ObjectNode object) {
    return object.path("metadata") instanceof ObjectNode metadata
        ? metadata
        : object.putObject("metadata");
  }

  private void tell(String type, String path, JsonNode object) {
    Matcher matcher = matcher(path);
    for (FakeStream stream : streams) {
      if (stream.plural.equals(matcher.group(4))) {
        stream.lines.accept("{\"type\":\"" + type + "\",\"object\":" + object + "}");
      }
    }
  }

  @Override
  public Stream stream(Call call, Consumer<String> lines) {
    calls.add(call);
    FakeStream stream =
        new FakeStream(matcher(call.path().replaceFirst("\\?.*", "")).group(4), lines);
    streams.add(stream);
    return stream;
  }

  private final class FakeStream implements Stream {
    private final String plural;
    private final Consumer<String> lines;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    FakeStream(String plural, Consumer<String> lines) {
      this.plural = plural;
      this.lines = lines;
    }

    @Override
    public CompletableFuture<Integer> ended() {
      return ended;
    }

    @Override
    public void close() {
      streams.remove(this);
      ended.complete(200);
    }
  }
}
