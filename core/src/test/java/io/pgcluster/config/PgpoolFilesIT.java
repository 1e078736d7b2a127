package io.pgcluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgcluster.config.Parameter.Type;
import io.pgcluster.credential.ProgramRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the machine's pgpool reads in pgpool.conf (Debian: {@code apt-get install pgpool2}). {@code
 * pgpool reload} reads the file and then misses the one with the process to tell, unless it refuses
 * the first.
 */
class PgpoolFilesIT {
  private static final long SEED = 20261125;
  private static final String PATH = "PATH=\"$PATH:/usr/sbin:/opt/pgpool-II/bin\"\n";

  /**
   * Each file is of one line; what pgpool says of it is the last line, or what a file says first.
   */
  private static final String RELOAD =
      PATH
          + """
          d=$(mktemp -d)
          trap 'rm -rf "$d"' EXIT
          while IFS= read -r line; do
            printf '%s\\n' "$line" "pid_file_name = '$d/none'" > "$d/pgpool.conf"
            pgpool -f "$d/pgpool.conf" reload 2>&1 | grep -a -m 1 FATAL || echo nothing
          done
          """;

  private static final String READ = "FATAL:  could not read pid file";

  private final ProgramRunner runner = ProgramRunner.local();

  @BeforeEach
  void needs_pgpool() throws IOException, InterruptedException {
    List<String> command = List.of("sh", "-c", PATH + "command -v pgpool");
    assumeTrue(
        runner.run(command, new byte[0]).exitCode() == 0,
        "pgpool is neither on the PATH nor in /usr/sbin: apt-get install pgpool2");
  }

  private PgpoolCatalogue catalogue() throws IOException, InterruptedException {
    // pgpool-II version 4.3.5 (tamahomeboshi)
    ProgramRunner.Result told =
        runner.run(List.of("sh", "-c", PATH + "pgpool --version 2>&1"), new byte[0]);
    String version = new String(told.stdout(), StandardCharsets.UTF_8).split(" ")[2];
    return PgpoolCatalogue.of(version.substring(0, version.lastIndexOf('.')));
  }

  /** What pgpool says of each file. */
  private List<String> answers(List<String> files) throws IOException, InterruptedException {
    byte[] stdin = String.join("", files).getBytes(StandardCharsets.UTF_8);
    String out =
        new String(runner.run(List.of("sh", "-c", RELOAD), stdin).stdout(), StandardCharsets.UTF_8);
    List<String> answers = List.of(out.split("\n"));
    assertThat(answers).hasSameSizeAs(files);
    return answers;
  }

  private static String conf(String name, String value) {
    return PgpoolConf.render(new TreeMap<>(Map.of(name, value)));
  }

  @Test
  void reads_values_exactly() throws IOException, InterruptedException {
    Random random = new Random(SEED);
    String signs = "'\\\\\" #=\t;,{}$(aZ09é😀";
    int[] points = signs.codePoints().toArray();
    List<String> values = new ArrayList<>();
    while (values.size() < 100) {
      StringBuilder value = new StringBuilder();
      for (int length = 1 + random.nextInt(8); length > 0; length--) {
        value.appendCodePoint(points[random.nextInt(points.length)]);
      }
      if (PgpoolConf.valueProblem(value.toString()).isEmpty()) {
        values.add(value.toString());
      }
    }

    // The prefix stands before every message.
    assertThat(answers(values.stream().map(v -> conf("log_line_prefix", v)).toList()))
        .isEqualTo(values.stream().map(v -> v + READ).toList());
  }

  @Test
  void a_quote_ends_a_value_or_keeps_its_backslash() throws IOException, InterruptedException {
    assertThat(
            answers(
                List.of(
                    "log_line_prefix = 'it''s'\n",
                    "log_line_prefix = 'it's'\n",
                    "log_line_prefix = 'it\\'s'\n")))
        .satisfies(a -> assertThat(a.get(0)).isNotEqualTo("it's" + READ))
        .satisfies(a -> assertThat(a.get(1)).isNotEqualTo("it's" + READ))
        .satisfies(a -> assertThat(a.get(2)).isEqualTo("it\\'s" + READ));
  }

  @Test
  void judges_values_as_pgpool_does() throws IOException, InterruptedException {
    PgpoolCatalogue catalogue = catalogue();
    Random random = new Random(SEED);
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    new TreeMap<>(catalogue.parameters())
        .values()
        .forEach(
            parameter -> {
              // A heartbeat is one with other parameters alone; a higher level hides the answer.
              boolean judged =
                  (parameter.type() == Type.INTEGER || parameter.type() == Type.ENUM)
                      && !parameter.name().startsWith("heartbeat_")
                      && !parameter.name().equals("log_min_messages");
              for (int i = 0; judged && i < 4; i++) {
                boolean bare =
                    !parameter.indexed()
                        || (parameter.index().equals("optional") && random.nextBoolean());
                names.add(parameter.name() + (bare ? "" : random.nextInt(4)));
                values.add(value(parameter, random));
              }
            });
    List<String> files = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      files.add(conf(names.get(i), values.get(i)));
    }
    List<String> answers = answers(files);

    List<String> differences = new ArrayList<>();
    int good = 0;
    for (int i = 0; i < names.size(); i++) {
      boolean read = answers.get(i).endsWith(READ);
      String problem = catalogue.problem(names.get(i), values.get(i)).orElse("");
      good += read ? 1 : 0;
      // An old name is read and ignored.
      boolean refused = !problem.isEmpty() && !problem.startsWith("is called ");
      if (read == refused) {
        differences.add(files.get(i) + answers.get(i) + "\ncatalogue: " + problem);
      }
    }
    assertThat(differences).isEmpty();
    assertThat(good).isBetween(names.size() / 4, names.size() * 3 / 4);
  }

  private static String value(Parameter parameter, Random random) {
    if (parameter.type() == Type.ENUM) {
      List<String> values = parameter.values();
      String value = values.get(random.nextInt(values.size()));
      return random.nextBoolean() ? value : value.substring(1);
    }
    String[] units = {"", "", "", "s", "ms", "min", "kB", "MB", "B", "KB", parameter.unit(), "x"};
    long max = Long.parseLong(parameter.max());
    long least = Long.parseLong(parameter.min());
    String number =
        switch (random.nextInt(7)) {
          case 0 -> parameter.min();
          case 1 -> parameter.max();
          case 2 -> Long.toString(least - 1);
          case 3 -> max > Integer.MAX_VALUE ? "1e18" : Long.toString(max + 1);
          case 4 -> "0x" + Integer.toHexString(random.nextInt(3000));
          case 5 -> random.nextInt(50) + "." + random.nextInt(10);
          default -> Integer.toString(random.nextInt(3000));
        };
    return number + units[random.nextInt(units.length)];
  }

  @Test
  void knows_the_names_that_pgpool_knows() throws IOException, InterruptedException {
    PgpoolCatalogue catalogue = catalogue();
    List<String> strings =
        catalogue.parameters().values().stream()
            .filter(p -> p.index().equals("required"))
            .map(Parameter::name)
            .sorted()
            .toList();

    assertThat(answers(strings.stream().map(name -> conf(name, "1024")).toList()))
        .allSatisfy(answer -> assertThat(answer).contains("expects the index value"));
  }
}
