package io.pgcluster.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.examples.Document.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What README and docs say holds: nothing between fences is there that no test runs. */
class ReadmeTest {
  private static final List<Path> SOURCES =
      List.of(
          Path.of("src/main/java/io/pgcluster/examples"),
          Path.of("src/test/java/io/pgcluster/examples"),
          Path.of("spring/src/test/java/io/pgcluster/examples/spring"));
  private static final Pattern TAGGED =
      Pattern.compile(
          "^ *// tag::([a-z-]+)\n(.*?)^ *// end::\\1$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern TAG = Pattern.compile("<(groupId|artifactId|version)>([^<]*)</\\1>");

  /** The commands of the pages, and the file that runs each. */
  private static final Map<String, String> RUN_BY =
      Map.of(
          "./demo", "e2e/src/test/java/io/pgcluster/e2e/DemoE2E.java",
          "./demo --keep", "e2e/src/test/java/io/pgcluster/e2e/DemoE2E.java",
          "mvn verify", ".ci/run",
          "examples/jshell/run", "examples/src/test/java/io/pgcluster/examples/JShellIT.java");

  static List<Document> documents() {
    return Document.all();
  }

  static List<Block> java() {
    return Document.blocks("java");
  }

  static List<Block> yaml() {
    return Document.blocks("yaml");
  }

  static List<String> commands() {
    return Document.blocks("sh").stream()
        .flatMap(block -> block.text().lines())
        .map(line -> line.replaceFirst("^([A-Z_]+=\\S+ )+", "").replaceFirst(" *#.*", ""))
        .distinct()
        .toList();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void has_no_block_that_nothing_checks(Document document) {
    assertThat(document.blocks())
        .extracting(Block::language)
        .isSubsetOf("java", "yaml", "sh", "xml", "jshell", "text");
  }

  @ParameterizedTest
  @MethodSource("documents")
  void links_lead_somewhere(Document document) {
    assertThat(document.links()).allSatisfy(file -> assertThat(file).exists());
  }

  @ParameterizedTest
  @MethodSource("java")
  void java_stands_in_an_example(Block block) throws IOException {
    assertThat(tagged()).contains(block.text());
  }

  /** What the examples have between tags, moved to the left margin. */
  private static List<String> tagged() throws IOException {
    List<String> parts = new ArrayList<>();
    for (Path folder : SOURCES) {
      try (Stream<Path> sources = Files.list(folder)) {
        for (Path source : sources.toList()) {
          TAGGED
              .matcher(Files.readString(source))
              .results()
              .forEach(part -> parts.add(part.group(2).stripTrailing().stripIndent() + "\n"));
        }
      }
    }
    return parts;
  }

  @ParameterizedTest
  @MethodSource("yaml")
  void yaml_describes_a_cluster(Block block) {
    assertThat(Shell.form().read(block.text()).name()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void a_command_is_run_by_a_test(String command) throws IOException {
    assertThat(RUN_BY).containsKey(command);
    String[] words = command.split(" ");
    String runner = Files.readString(Document.TOP.resolve(RUN_BY.get(command)));

    // In a script as it stands, options between its words; in Java as words in quotes.
    assertThat(runner)
        .containsPattern(
            "(?m)^%s$|%s"
                .formatted(
                    String.join("( -\\S+)* ", words),
                    "\"%s\"".formatted(String.join("\", \"", words))));
  }

  @Test
  void coordinates_are_those_of_the_build() throws IOException {
    String version = first(Files.readString(Document.TOP.resolve("pom.xml")), "version");

    List<Block> blocks = Document.blocks("xml");
    assertThat(blocks).isNotEmpty();
    for (Block block : blocks) {
      for (MatchResult tag : TAG.matcher(block.text()).results().toList()) {
        switch (tag.group(1)) {
          case "groupId" -> assertThat(tag.group(2)).isEqualTo("io.pgcluster");
          case "version" -> assertThat(tag.group(2)).isEqualTo(version);
          default -> {
            String module = tag.group(2).replaceFirst("^pgcluster-", "");
            assertThat(Document.TOP.resolve(module).resolve("pom.xml")).exists();
          }
        }
      }
    }
  }

  private static String first(String pom, String tag) {
    return TAG.matcher(pom)
        .results()
        .filter(found -> found.group(1).equals(tag))
        .map(found -> found.group(2))
        .findFirst()
        .orElseThrow();
  }

  /** One sentence and the commands come first: a newcomer reads no further. */
  @Test
  void begins_with_two_commands() {
    Document readme = new Document(Document.TOP.resolve("README.md"));

    assertThat(readme.blocks().get(0).text().lines().map(line -> line.replaceFirst(" *#.*", "")))
        .containsExactly("./demo", "mvn verify");
  }
}
