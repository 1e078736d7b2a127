package io.pgcluster.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The objects of one kind as they are now: listed once, then followed by one watch. A watch that
 * ends, breaks or is too old is begun anew with a list.
 */
final class Watcher implements AutoCloseable {
  /** Servers end watches by themselves after minutes; so do we, in case nobody hears that. */
  private static final int SECONDS = 240;

  private static final Executor LATER =
      CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);
  private static final Executor STALE =
      CompletableFuture.delayedExecutor(SECONDS + 15L, TimeUnit.SECONDS);

  private final KubeApi api;
  private final Kind kind;
  private final Map<String, String> labels;
  private final Runnable changed;
  private final Map<String, JsonNode> objects = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private volatile boolean listed;
  private volatile @Nullable RuntimeException trouble;
  private Transport.@Nullable Stream stream;

  Watcher(KubeApi api, Kind kind, Map<String, String> labels, Runnable changed) {
    this.api = api;
    this.kind = kind;
    this.labels = labels;
    this.changed = changed;
  }

  Watcher start() {
    list();
    return this;
  }

  Kind kind() {
    return kind;
  }

  /** Whether it is known what there is. */
  boolean isListed() {
    return listed;
  }

  List<JsonNode> objects() {
    return new ArrayList<>(objects.values());
  }

  /** What keeps it from seeing anything at the moment. */
  @Nullable RuntimeException trouble() {
    return trouble;
  }

  private void list() {
    if (closed) {
      return;
    }
    var unused =
        api.list(kind, labels)
            .handle(
                (list, failure) -> {
                  if (failure == null) {
                    listed(list);
                  } else {
                    failed(failure);
                  }
                  return true;
                });
  }

  private void listed(JsonNode list) {
    Map<String, JsonNode> now = new ConcurrentHashMap<>();
    Existing.items(list).forEach(o -> now.put(Json.name(o), o));
    objects.keySet().retainAll(now.keySet());
    objects.putAll(now);
    trouble = null;
    listed = true;
    changed.run();
    watch(Json.version(list));
  }

  private void failed(Throwable failure) {
    RuntimeException cause = Futures.runtime(failure);
    trouble = cause;
    changed.run();
    boolean hopeless = cause instanceof KubernetesApiException e && e.isForbidden();
    if (!hopeless) {
      LATER.execute(this::list);
    }
  }

  private synchronized void watch(String version) {
    if (closed) {
      return;
    }
    Transport.Stream opened = api.watch(kind, labels, version, SECONDS, this::line);
    stream = opened;
    STALE.execute(opened::close);
    var unused =
        opened
            .ended()
            .handle(
                (status, failure) -> {
                  if (!closed) {
                    LATER.execute(this::list);
                  }
                  return true;
                });
  }

  private void line(String text) {
    JsonNode event;
    try {
      event = Json.read(text);
    } catch (JacksonException halfALine) {
      restart();
      return;
    }
    JsonNode object = event.path("object");
    switch (event.path("type").asString("")) {
      case "ADDED", "MODIFIED" -> objects.put(Json.name(object), object);
      case "DELETED" -> objects.remove(Json.name(object));
      case "BOOKMARK" -> {
        return;
      }
      // Mostly 410: the version is too old.
      default -> restart();
    }
    changed.run();
  }

  private synchronized void restart() {
    if (stream != null) {
      stream.close();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    restart();
  }
}
