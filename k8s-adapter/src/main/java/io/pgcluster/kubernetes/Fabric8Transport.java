package io.pgcluster.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Requests through fabric8's HTTP client, which knows about kubeconfigs, tokens and TLS. */
final class Fabric8Transport implements Transport {
  private final HttpClient http;
  private final String server;

  Fabric8Transport(KubernetesClient client, String userAgent) {
    // Same connections, but no retries of fabric8's own below ours.
    this.http =
        client
            .getHttpClient()
            .newBuilder()
            .tag(
                new RequestConfigBuilder()
                    .withRequestRetryBackoffLimit(0)
                    .withRequestTimeout(0)
                    .build())
            // The client's own name would otherwise replace ours.
            .addOrReplaceInterceptor("pgcluster", named(userAgent))
            .build();
    this.server = client.getMasterUrl().toString().replaceAll("/+$", "");
  }

  private static Interceptor named(String userAgent) {
    return new Interceptor() {
      @Override
      public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        var unused = builder.setHeader("User-Agent", userAgent);
      }
    };
  }

  @Override
  public String server() {
    return server;
  }

  @Override
  public CompletableFuture<Reply> send(Call call) {
    return http.sendAsync(request(call).build(), byte[].class).thenApply(Fabric8Transport::reply);
  }

  private HttpRequest.Builder request(Call call) {
    HttpRequest.Builder request =
        http.newHttpRequestBuilder().uri(server + call.path()).setHeader("Accept", call.accept());
    return call.contentType().isEmpty()
        ? request
        : request.method(call.method(), call.contentType(), call.body());
  }

  private static Reply reply(HttpResponse<byte[]> response) {
    byte[] body = response.body();
    return new Reply(
        response.code(),
        body == null ? "" : new String(body, StandardCharsets.UTF_8),
        date(response.header("Date")),
        seconds(response.header("Retry-After")));
  }

  private static Instant date(@org.jspecify.annotations.Nullable String text) {
    try {
      return text == null
          ? Instant.now()
          : ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException unreadable) {
      return Instant.now();
    }
  }

  private static Optional<Duration> seconds(@org.jspecify.annotations.Nullable String text) {
    return text != null && text.matches("\\d{1,4}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
        : Optional.empty();
  }

  @Override
  public Stream stream(Call call, Consumer<String> lines) {
    Lines splitter = new Lines(lines);
    CompletableFuture<HttpResponse<AsyncBody>> response =
        http.consumeBytes(
            request(call).forStreaming().build(),
            (buffers, body) -> {
              splitter.accept(buffers);
              body.consume();
            });
    CompletableFuture<Integer> ended =
        response.thenCompose(
            r -> {
              r.body().consume();
              return r.body().done().thenApply(nothing -> r.code());
            });
    return new Stream() {
      @Override
      public CompletableFuture<Integer> ended() {
        return ended;
      }

      @Override
      public void close() {
        var unused = response.thenAccept(r -> r.body().cancel());
        response.cancel(true);
      }
    };
  }

  /** Puts chunks together to lines. */
  private static final class Lines {
    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(Consumer<String> lines) {
      this.lines = lines;
    }

    void accept(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        while (buffer.hasRemaining()) {
          byte next = buffer.get();
          if (next == '\n') {
            lines.accept(line.toString(StandardCharsets.UTF_8));
            line.reset();
          } else {
            line.write(next);
          }
        }
      }
    }
  }
}
