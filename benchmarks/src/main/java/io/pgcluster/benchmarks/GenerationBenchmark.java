package io.pgcluster.benchmarks;

import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Manifest;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.spec.PgCluster;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * All objects of the article's cluster, and Helm rendering an equal chart in the same JVM.
 *
 * @since 0.1
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GenerationBenchmark {
  private final PgCluster cluster = Article.cluster();
  private final ClusterSecrets secrets = SecretsFile.make(cluster);
  private final HelmChart chart = HelmChart.temporary(Manifests.of(cluster, "db", secrets), "db");

  /** Leaves nothing to the first call. */
  @Setup
  public void load() {
    chart.render();
  }

  /** The chart goes with the run. */
  @TearDown
  public void delete() {
    chart.close();
  }

  /**
   * All objects as the JSON that is sent.
   *
   * @param sink takes them
   */
  @Benchmark
  public void json(Blackhole sink) {
    for (Manifest manifest : Manifests.of(cluster, "db", secrets)) {
      sink.consume(manifest.json());
    }
  }

  /**
   * All objects as YAML.
   *
   * @return the text
   */
  @Benchmark
  public String yaml() {
    return Manifests.of(cluster, "db", secrets).toYaml();
  }

  /**
   * The same from the builder's first call on: Helm reads its values anew each time, too.
   *
   * @return the text
   */
  @Benchmark
  public String builderToYaml() {
    PgCluster described = Article.cluster();
    return Manifests.of(described, "db", secrets).toYaml();
  }

  /**
   * The same objects from the chart.
   *
   * @return the text
   */
  @Benchmark
  public String helm() {
    return chart.render();
  }
}
