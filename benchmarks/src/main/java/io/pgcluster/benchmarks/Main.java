package io.pgcluster.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Makes the figures of {@code docs/benchmarks.md}: all of them, or those named.
 *
 * @since 0.1
 */
public final class Main {
  private static final List<String> ALL =
      List.of("generation", "first-call", "embedded", "kubernetes", "changes");

  private Main() {}

  /**
   * Measures and prints.
   *
   * @param arguments {@code generation}, {@code first-call}, {@code embedded}, {@code kubernetes},
   *     {@code changes}; none for all
   * @throws Exception if something could not be measured
   */
  public static void main(String... arguments) throws Exception {
    List<String> wanted = arguments.length == 0 ? ALL : List.of(arguments);
    for (String name : wanted) {
      if (!ALL.contains(name)) {
        throw new IllegalArgumentException(name + " is none of " + ALL);
      }
    }
    System.out.printf(
        "%s processors, %s, Java %s%n",
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("java.version"));
    for (String name : wanted) {
      System.out.println("\n## " + name + "\n");
      switch (name) {
        case "generation" -> System.out.println(generation());
        case "first-call" -> System.out.println(FirstCall.run(15));
        case "changes" -> System.out.println(OnChanges.run(7));
        case "embedded" -> System.out.println(OnThisMachine.run(20));
        default -> System.out.println(OnKubernetes.run(5));
      }
    }
    // The client that waits for single pods leaves threads behind.
    System.exit(0);
  }

  private static String generation() throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(GenerationBenchmark.class.getName())
            .forks(2)
            .warmupIterations(5)
            .warmupTime(TimeValue.seconds(3))
            .measurementIterations(5)
            .measurementTime(TimeValue.seconds(3))
            .build();
    Map<String, Double> scores = new TreeMap<>();
    for (RunResult result : new Runner(options).run()) {
      scores.put(result.getPrimaryResult().getLabel(), result.getPrimaryResult().getScore());
    }
    double helm = scores.getOrDefault("helm", Double.NaN);
    StringBuilder out =
        new StringBuilder("\n| µs | mean | Helm takes as long as |\n|---|---|---|\n");
    scores.forEach(
        (name, score) ->
            out.append("| %s | %.0f | %.1f of them |\n".formatted(name, score, helm / score)));
    return out.toString();
  }
}
