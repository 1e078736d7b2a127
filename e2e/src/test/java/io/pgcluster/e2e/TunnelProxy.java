package io.pgcluster.e2e;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * The way of a process to the API server, port-forwards included. It counts the calls and, in the
 * port-forwards, the SQL statements, and ends the process (SIGKILL) when a given one has been
 * carried out and before its answer is passed on. The process needs no token: the calls are those
 * of a user.
 */
final class TunnelProxy implements AutoCloseable {
  private final URI server;
  private final String token;
  private final SSLContext trust;
  private final ServerSocket socket;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> points = new ArrayList<>();
  private int fatal = Integer.MAX_VALUE;
  private final List<Socket> open = new ArrayList<>();
  private Process victim;
  private boolean cut;

  TunnelProxy(KubernetesClient user) throws Exception {
    Config config = user.getConfiguration();
    this.server = user.getMasterUrl().toURI();
    this.token = config.getOauthToken();
    this.trust = SSLUtils.sslContext(config);
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
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
            .formatted(socket.getLocalPort());
    return Files.writeString(folder.resolve("kubeconfig"), config);
  }

  /** Clusters of a namespace, reached through it. */
  KubernetesPgClusters clusters(Path folder, TestNamespace namespace) throws IOException {
    return KubernetesPgClusters.connect(kubeconfig(folder))
        .inNamespace(namespace.name())
        .reading(TestNamespace.YAML);
  }

  /** From now on: counts from one again, and ends that process at that point. */
  synchronized void kill(Process process, int point) {
    victim = process;
    fatal = point;
    points.clear();
  }

  /** Whether nobody gets through, neither on open connections nor on new ones. */
  synchronized void cut(boolean now) throws IOException {
    cut = now;
    if (now) {
      for (Socket open : open) {
        open.close();
      }
      open.clear();
    }
  }

  private synchronized boolean isLetIn(Socket client) {
    if (!cut) {
      open.add(client);
    }
    return !cut;
  }

  /** What was done since. */
  synchronized List<String> points() {
    return List.copyOf(points);
  }

  /** Whether this point is the last one; none comes after that. */
  private boolean isLast(String point) throws IOException {
    Process ending;
    synchronized (this) {
      if (points.size() < fatal) {
        points.add(point);
        return points.size() == fatal;
      }
      ending = victim;
    }
    // It must not learn from a connection that is cut that its end is near.
    ending.onExit().join();
    throw new EOFException("nobody is there any more");
  }

  private void end() {
    victim.destroyForcibly();
    victim.onExit().join();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        if (isLetIn(client)) {
          threads.execute(() -> serve(client));
        } else {
          client.close();
        }
      }
    } catch (IOException closed) {
      // The end of the test.
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket upstream =
            trust.getSocketFactory().createSocket(server.getHost(), server.getPort())) {
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      Way way =
          new Way(
              new BufferedInputStream(client.getInputStream()),
              client.getOutputStream(),
              new BufferedInputStream(upstream.getInputStream()),
              upstream.getOutputStream());
      while (one(way)) {
        client.setSoTimeout(0);
      }
    } catch (IOException e) {
      // Either side has gone.
    }
  }

  private record Way(InputStream in, OutputStream back, InputStream answers, OutputStream out) {}

  /** Passes on one call; returns whether another may follow. */
  private boolean one(Way way) throws IOException {
    List<String> head = head(way.in());
    if (head.isEmpty()) {
      return false;
    }
    boolean tunnel = field(head, "upgrade").equals("websocket");
    boolean watch = head.get(0).contains("watch=true");
    boolean last = isLast(head.get(0).replaceFirst(" HTTP/1.1$", ""));
    way.out().write(changed(head, tunnel));
    body(head, way.in(), way.out());
    way.out().flush();
    List<String> answer = head(way.answers());
    if (last) {
      end();
      return false;
    }
    way.back().write(text(answer));
    way.back().flush();
    if (answer.get(0).contains(" 101 ")) {
      tunnel(way);
      return false;
    }
    boolean bodiless = answer.get(0).contains(" 204 ") || answer.get(0).contains(" 304 ");
    if (!bodiless) {
      body(answer, way.answers(), way.back());
    }
    way.back().flush();
    return !watch && !field(answer, "connection").equals("close");
  }

  /** With the user's token; an offer of HTTP/2 is not passed on. */
  private byte[] changed(List<String> head, boolean tunnel) {
    List<String> lines = new ArrayList<>();
    for (String line : head) {
      String name = line.toLowerCase(Locale.ROOT);
      boolean offer = !tunnel && (name.startsWith("upgrade:") || name.startsWith("connection:"));
      if (!offer && !name.startsWith("http2-settings:") && !name.startsWith("host:")) {
        lines.add(line);
      }
    }
    lines.add("Host: " + server.getHost() + ":" + server.getPort());
    lines.add("Authorization: Bearer " + token);
    return text(lines);
  }

  private static byte[] text(List<String> lines) {
    return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<String> head(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      lines.add(line);
    }
    return lines;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.write(c);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  private static String field(List<String> head, String name) {
    for (String line : head) {
      if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
        return line.substring(name.length() + 1).strip().toLowerCase(Locale.ROOT);
      }
    }
    return "";
  }

  private static void body(List<String> head, InputStream in, OutputStream out) throws IOException {
    String length = field(head, "content-length");
    if (field(head, "transfer-encoding").equals("chunked")) {
      int size;
      do {
        String line = line(in);
        size = Integer.parseInt(line.replaceFirst(";.*", ""), 16);
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.write(in.readNBytes(size));
        out.write((line(in) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
      } while (size > 0);
    } else if (!length.isEmpty()) {
      out.write(in.readNBytes(Integer.parseInt(length)));
    }
  }

  /** Both ways until one side goes. */
  private void tunnel(Way way) throws IOException {
    Statements statements = new Statements();
    threads.execute(() -> answers(way, statements));
    SqlFrames frames = new SqlFrames();
    byte[] buffer = new byte[65536];
    for (int read = way.in().read(buffer); read >= 0; read = way.in().read(buffer)) {
      for (char ignored : frames.take(buffer, read)) {
        statements.lastAsked = statements.lastAsked || isLast("SQL");
      }
      way.out().write(buffer, 0, read);
      way.out().flush();
    }
  }

  /** Of one port-forward. */
  private static final class Statements {
    volatile boolean lastAsked;
  }

  private void answers(Way way, Statements statements) {
    byte[] buffer = new byte[65536];
    try {
      for (int read = way.answers().read(buffer); read >= 0; read = way.answers().read(buffer)) {
        if (statements.lastAsked) {
          end();
          return;
        }
        way.back().write(buffer, 0, read);
        way.back().flush();
      }
    } catch (IOException e) {
      // Either side has gone.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }
}
