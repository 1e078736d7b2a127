package io.pgcluster.embedded;

import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgClusterBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another program that uses the library. */
final class OtherJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private OtherJvm(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts it.
   *
   * @param before words that a command may have before {@code java}
   * @param properties {@code -D…}
   * @param words for {@link #main}
   */
  static OtherJvm start(List<String> before, List<String> properties, String... words)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(properties);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(OtherJvm.class.getName());
    command.addAll(List.of(words));
    return new OtherJvm(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Starts clusters in as many threads, says where they are, and waits until it is killed. */
  public static void main(String... words) throws Exception {
    int threads = Integer.parseInt(words[0]);
    int standbys = Integer.parseInt(words[1]);
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread thread =
          new Thread(
              () -> {
                var spec = PgClusterBuilder.named("orders").standbys(standbys).withoutRouter();
                var cluster = EmbeddedPgClusters.create().start(spec.build());
                var unused = cluster.connection(Route.PRIMARY, "app");
                System.out.println("started " + cluster.folder());
              });
      thread.start();
      all.add(thread);
    }
    for (Thread thread : all) {
      thread.join();
    }
    System.out.println("all started");
    var unused = System.in.read();
  }

  /** The next line it prints; everything that it printed if there is none. */
  String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("it has ended");
    }
    return line;
  }

  /** All it prints until it ends. */
  String rest() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      text.append(line).append('\n');
    }
    return text.toString();
  }

  Process process() {
    return process;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    output.close();
  }
}
