package io.pgcluster.benchmarks;

import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The first call in a fresh JVM, from the first statement of {@code main} to the YAML in hand, with
 * all classes to load: ours, from the builder on, and Helm's, in turn.
 */
final class FirstCall {
  private static final String OURS = "pgcluster, main to YAML";
  private static final String HELM = "Helm, main to YAML";

  private FirstCall() {}

  /** A JVM that does nothing else: {@code Ours SECRETS}. */
  static final class Ours {
    private Ours() {}

    public static void main(String... arguments) throws IOException {
      long start = System.nanoTime();
      PgCluster cluster = Article.cluster();
      ClusterSecrets secrets = SecretsFile.read(Path.of(arguments[0]));
      String yaml = Manifests.of(cluster, "db", secrets).toYaml();
      report(start, yaml);
    }
  }

  /** A JVM that does nothing else: {@code Chart FOLDER}. */
  static final class Chart {
    private Chart() {}

    public static void main(String... arguments) {
      long start = System.nanoTime();
      String yaml = HelmChart.render(Path.of(arguments[0]), Article.NAME, "db");
      report(start, yaml);
    }
  }

  private static void report(long start, String yaml) {
    System.out.println(System.nanoTime() - start + " " + yaml.length());
  }

  static String run(int runs) throws IOException, InterruptedException {
    PgCluster cluster = Article.cluster();
    ClusterSecrets secrets = SecretsFile.make(cluster);
    Path file = Files.createTempFile("secrets", "");
    Samples samples = new Samples("ms");
    try (HelmChart made = HelmChart.temporary(Manifests.of(cluster, "db", secrets), "db")) {
      Path chart = made.folder();
      SecretsFile.write(secrets, file);
      // One of each is not counted: it fills the cache of the file system.
      measure(Ours.class, file, OURS, new Samples("ms"));
      measure(Chart.class, chart, HELM, new Samples("ms"));
      for (int run = 0; run < runs; run++) {
        measure(Ours.class, file, OURS, samples);
        measure(Chart.class, chart, HELM, samples);
      }
    } finally {
      Files.delete(file);
    }
    return samples.render() + "\nHelm / pgcluster: %.1f\n".formatted(samples.ratio(HELM, OURS));
  }

  private static void measure(Class<?> main, Path argument, String name, Samples samples)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    String printed = Processes.java(main, argument.toString());
    samples.add(name.replace("main to YAML", "whole process"), (System.nanoTime() - start) / 1e6);
    samples.add(name, Long.parseLong(printed.split(" ")[0]) / 1e6);
  }
}
