package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class Fabric8TransportTest {
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch hanging = new CountDownLatch(1);
  private HttpServer server;
  private KubernetesClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .build();
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  @AfterEach
  void stop() {
    hanging.countDown();
    client.close();
    server.stop(0);
  }

  private void answer(int status, String body, String... headers) {
    server.createContext(
        "/",
        exchange -> {
          note(exchange);
          for (int i = 0; i < headers.length; i += 2) {
            exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
          }
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private void note(HttpExchange exchange) throws IOException {
    requests.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Content-Type")
            + " "
            + exchange.getRequestHeaders().getFirst("User-Agent")
            + " "
            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }

  private KubeApi api() {
    return new KubeApi(new Fabric8Transport(client, "pgcluster/test"), "db", FakeKubernetes.QUICK);
  }

  @Test
  void sends_a_server_side_apply_under_our_name() {
    answer(200, "{\"metadata\":{\"uid\":\"u\"}}");

    Futures.get(api().apply(Kind.SERVICE, "orders", "{\"ü\":1}".getBytes(StandardCharsets.UTF_8)));

    assertThat(requests)
        .containsExactly(
            "PATCH /api/v1/namespaces/db/services/orders?fieldManager=pgcluster&force=true&fieldValidation=Strict application/apply-patch+yaml pgcluster/test {\"ü\":1}");
  }

  @Test
  void sends_a_call_again_only_as_often_as_we_say() {
    answer(503, "");
    assertThatThrownBy(() -> Futures.get(api().list(Kind.POD, Map.of())))
        .isInstanceOf(KubernetesApiException.class)
        .hasMessageContaining("list pods in namespace db: 503");
    assertThat(requests).hasSize(FakeKubernetes.QUICK.attempts());
  }

  @Test
  void knows_the_servers_clock_and_its_wish_to_be_left_alone() {
    answer(429, "", "Date", "Tue, 24 Nov 2026 12:00:00 GMT", "Retry-After", "7");
    Call call = Call.read("get", new Call.Target("pods", "", ""), "/x");
    Reply reply = Futures.get(new Fabric8Transport(client, "x").send(call));
    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.retryAfter()).contains(Duration.ofSeconds(7));
  }

  @Test
  void says_nothing_of_what_is_in_a_secret() {
    answer(
        422,
        """
        {"kind":"Status","reason":"Invalid","message":"Secret is invalid: data[x]: Invalid value: hunter2",
         "details":{"causes":[{"field":"data[x]","message":"Invalid value: hunter2"}]}}""");
    assertThatThrownBy(
            () ->
                Futures.get(
                    api()
                        .apply(
                            Kind.SECRET,
                            "s",
                            "{\"data\":\"hunter2\"}".getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(KubernetesApiException.class)
        .hasMessage("patch Secret s in namespace db: 422 Invalid: fields data[x]")
        .hasNoCause();
  }

  @Test
  void repeats_the_servers_words_and_adds_the_remedy() {
    answer(
        403,
        "{\"kind\":\"Status\",\"reason\":\"Forbidden\",\"message\":\"services is forbidden: User sdk cannot patch\"}");
    assertThatThrownBy(() -> Futures.get(api().apply(Kind.SERVICE, "orders", new byte[0])))
        .isInstanceOfSatisfying(
            KubernetesApiException.class,
            e -> {
              assertThat(e.verb()).isEqualTo("patch");
              assertThat(e.kind()).isEqualTo("Service");
              assertThat(e.status()).contains(403);
              assertThat(e.reason()).isEqualTo("Forbidden");
            })
        .hasMessage(
            "patch Service orders in namespace db: 403 Forbidden: services is forbidden: User sdk cannot patch; grant the verb patch on it, see KubernetesPgClusters.requiredRole()");
  }

  @Test
  void an_answer_that_is_not_json_is_not_a_kubernetes() {
    answer(200, "<html>log in here</html>");
    assertThatThrownBy(() -> Futures.get(api().list(Kind.POD, Map.of())))
        .hasMessageContaining("is not JSON; check that the address is a Kubernetes API server");
  }

  @Test
  void nobody_there_is_named() {
    int port = server.getAddress().getPort();
    server.stop(0);
    assertThatThrownBy(() -> Futures.get(api().version()))
        .isInstanceOf(KubernetesApiException.class)
        .hasMessageContaining("no answer from http://127.0.0.1:" + port);
  }

  @Test
  void a_server_that_does_not_answer_is_given_up() {
    server.createContext(
        "/",
        exchange -> {
          note(exchange);
          try {
            hanging.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    KubeApi impatient =
        new KubeApi(
            new Fabric8Transport(client, "x"),
            "db",
            new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(200)));
    assertThatThrownBy(() -> Futures.get(impatient.list(Kind.POD, Map.of())))
        .isInstanceOf(KubernetesApiException.class)
        .hasMessageContaining("list pods in namespace db: no answer from http://127.0.0.1");
    assertThat(requests).hasSize(2);
  }

  @Test
  void a_watch_gives_whole_lines_however_they_arrive_and_ends() throws InterruptedException {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream body = exchange.getResponseBody();
          body.write("{\"type\":\"ADDED\",\"obj".getBytes(StandardCharsets.UTF_8));
          body.flush();
          body.write("ect\":{}}\n{\"type\":\"BOOKMARK\"}\n".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    List<String> lines = new CopyOnWriteArrayList<>();
    CountDownLatch ended = new CountDownLatch(1);
    try (Transport.Stream stream = api().watch(Kind.POD, Map.of(), "7", 9, lines::add)) {
      stream.ended().whenComplete((status, failure) -> ended.countDown());
      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(lines)
        .containsExactly("{\"type\":\"ADDED\",\"object\":{}}", "{\"type\":\"BOOKMARK\"}");
  }

  @Test
  void a_watch_can_be_closed_while_nothing_comes() throws InterruptedException {
    CountDownLatch opened = new CountDownLatch(1);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('\n');
          exchange.getResponseBody().flush();
          try {
            hanging.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    CountDownLatch ended = new CountDownLatch(1);
    Transport.Stream stream = api().watch(Kind.POD, Map.of(), "7", 9, line -> opened.countDown());
    stream.ended().whenComplete((status, failure) -> ended.countDown());
    assertThat(opened.await(30, TimeUnit.SECONDS)).isTrue();
    stream.close();
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
  }
}
