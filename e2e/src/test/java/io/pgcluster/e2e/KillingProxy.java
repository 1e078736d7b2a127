package io.pgcluster.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The way of a process to the API server. It lets one call through after the other, and ends the
 * process (SIGKILL) at a given one. The process needs no token: the calls are those of a user.
 */
final class KillingProxy implements AutoCloseable {
  /** When the process ends. */
  enum Moment {
    /** It may have seen the answer. */
    AFTER_ANSWER,
    /** The server has done what it was asked, and the process does not know. */
    BEFORE_ANSWER
  }

  private static final List<String> REQUEST_HEADERS = List.of("Accept", "User-Agent");
  private static final List<String> ANSWER_HEADERS = List.of("Content-Type", "Date", "Retry-After");

  private final KubernetesClient user;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> calls = new ArrayList<>();
  private int fatal = Integer.MAX_VALUE;
  private Moment moment = Moment.AFTER_ANSWER;
  private Process victim;

  KillingProxy(KubernetesClient user) throws IOException {
    this.user = user;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** A kubeconfig that leads here. */
  Path kubeconfig(Path folder) throws IOException {
    String config =
        """
        apiVersion: v1
        kind: Config
        current-context: proxy
        clusters: [{name: proxy, cluster: {server: "http://127.0.0.1:%d"}}]
        users: [{name: nobody, user: {}}]
        contexts: [{name: proxy, context: {cluster: proxy, user: nobody}}]
        """
            .formatted(server.getAddress().getPort());
    return Files.writeString(folder.resolve("kubeconfig"), config);
  }

  /** From now on: counts from one again, and ends that process at that call. */
  synchronized void kill(Process process, int call, Moment when) {
    victim = process;
    fatal = call;
    moment = when;
    calls.clear();
  }

  /** What was let through since. */
  synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (calls.size() >= fatal) {
        return;
      }
      calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      boolean last = calls.size() == fatal;
      HttpResponse<byte[]> answer = forward(exchange, body);
      if (last && moment == Moment.BEFORE_ANSWER) {
        end(victim);
        return;
      }
      for (String header : ANSWER_HEADERS) {
        answer.headers(header).forEach(v -> exchange.getResponseHeaders().add(header, v));
      }
      byte[] bytes = answer.body();
      exchange.sendResponseHeaders(answer.code(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.getResponseBody().close();
      if (last) {
        end(victim);
      }
    }
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) {
    HttpRequest.Builder request =
        user.getHttpClient()
            .newHttpRequestBuilder()
            .uri(user.getMasterUrl().toString().replaceAll("/$", "") + exchange.getRequestURI());
    for (String header : REQUEST_HEADERS) {
      String value = exchange.getRequestHeaders().getFirst(header);
      if (value != null) {
        request.setHeader(header, value);
      }
    }
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type != null) {
      String text = new String(body, StandardCharsets.UTF_8);
      request.method(exchange.getRequestMethod(), type, text);
    }
    return user.getHttpClient().sendAsync(request.build(), byte[].class).join();
  }

  private static void end(Process process) {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
