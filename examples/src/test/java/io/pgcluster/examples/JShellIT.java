package io.pgcluster.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgcluster.examples.Document.Block;
import io.pgcluster.examples.Script.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real jshell, opened as the pages say. */
class JShellIT {
  private static final String PROMPT = "jshell> ";

  /** For what jshell remembers of its user. */
  @TempDir private static Path preferences;

  @BeforeAll
  static void needsAWholeJdk() {
    assumeTrue(
        Files.isExecutable(Path.of(System.getProperty("java.home"), "bin", "jshell")),
        "this JDK has no jshell");
  }

  private static String jshell(List<String> lines) throws Exception {
    Result result =
        Script.run(
            Optional.empty(),
            lines,
            "examples/jshell/run",
            "-J-Djava.util.prefs.userRoot=" + preferences);
    assertThat(result.exit()).as(result.err()).isZero();
    return result.out();
  }

  /** A whole session: what is typed on the pages, and that it is answered as they say. */
  @Test
  void answers_as_the_pages_say() throws Exception {
    List<String> typed = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    for (Block block : Document.blocks("jshell")) {
      for (String line : block.text().lines().toList()) {
        if (line.startsWith(PROMPT)) {
          typed.add(line.substring(PROMPT.length()));
        } else if (!line.isEmpty()) {
          answers.add(line);
        }
      }
    }
    assertThat(typed).hasSizeGreaterThan(5);

    String printed = jshell(typed);

    assertThat(printed.replaceAll("(?m)^jshell> +\b", "").lines()).containsSubsequence(answers);
    assertThat(printed).doesNotContain("Exception").doesNotContain("Error");
  }

  /** Each step of the article's page is one call, with the values that it shows. */
  @Test
  void has_a_call_for_each_step_of_the_password_page() throws Exception {
    String line = "postgres:md5dc5aac68d3de3d518e49660904174d0c";

    assertThat(
            jshell(
                List.of(
                    "pgMd5(\"postgres\", \"password\")",
                    "poolPasswd(\"postgres\", \"password\")",
                    "base64(\"" + line + "\")",
                    "poolPasswd(\"a:md5x\\n" + line + "\\n\", \"postgres\", \"password\")",
                    "secret(\"pgpool-secrets\", \"pool_passwd\", \"" + line + "\")")))
        .contains(
            "\"md532e12f215ba27cb750c9e093ce4b5127\"",
            "\"postgres:md532e12f215ba27cb750c9e093ce4b5127\"",
            "\"cG9zdGdyZXM6bWQ1ZGM1YWFjNjhkM2RlM2Q1MThlNDk2NjA5MDQxNzRkMGM=\"",
            "a:md5x\npostgres:md532e12f215ba27cb750c9e093ce4b5127\n",
            "  pool_passwd: \"cG9zdGdyZXM6bWQ1ZGM1YWFjNjhkM2RlM2Q1MThlNDk2NjA5MDQxNzRkMGM=\"");
  }

  @Test
  void describes_the_articles_cluster_in_one_expression_and_shows_it_readably() throws Exception {
    assertThat(
            jshell(
                List.of(
                    "article(\"d-bp1j17ifxfasvts3tf40\", \"cn-hangzhou-b\")",
                    "yaml(article(\"d-bp1j17ifxfasvts3tf40\", \"cn-hangzhou-b\"))",
                    "manifests(cluster(\"orders\"))",
                    "connect(\"db\")",
                    "help()")))
        .contains(
            "==> PgCluster pgsql: PostgreSQL 17, a primary, 2 standbys, pgpool 4.6 in 1 pod\n",
            "    nodePort: 30435\n",
            "  name: orders-primary\n",
            "==> PgClusters in namespace db of ",
            "  article(\"d-...\", \"cn-hangzhou-b\") ");
  }

  @Test
  void says_what_is_wrong_with_a_description() throws Exception {
    assertThat(jshell(List.of("cluster(\"orders\", c -> c.standbys(200))")))
        .contains("standbys.count: 200 is outside 0 to 64");
  }

  @Test
  void starts_a_cluster_in_one_line_and_leaves_nothing_when_it_ends() throws Exception {
    String printed =
        jshell(
            List.of(
                "cluster(\"demo\").standbys(2).start()",
                "sql($1, \"SELECT 1 AS one, 'a b' AS two\")",
                "pause($1, \"demo-replica-0\")",
                "sql($1, \"CREATE TABLE t AS SELECT 1 AS x\")",
                "lag($1).get(\"demo-replica-0\") > 0",
                "resume($1, \"demo-replica-0\")",
                "$1.rotatePassword(\"app\")",
                "kill($1, \"demo-primary-0\")",
                "promote($1, \"demo-replica-1\")",
                "revive($1, \"demo-primary-0\")",
                "proof($1)",
                "tree($1)",
                "((EmbeddedPgCluster) $1.cluster()).folder().getParent().toString()"));

    assertThat(printed)
        .containsPattern(
            "==> demo\n└─ demo-primary-0     primary  writes, at \\S+\n"
                + "   ├─ demo-replica-0  standby  streaming, ")
        .contains(
            "Password of app in cluster demo: rotated", "demo-replica-1: the new password logs in")
        .contains("one  two\n1    a b\n", "==> true", "Cluster demo: proven")
        .containsPattern("└─ demo-replica-1     primary  writes")
        .doesNotContain("Exception");
    Matcher folder = Pattern.compile("==> \"(/.*)\"").matcher(printed);
    assertThat(folder.find()).as(printed).isTrue();
    Left.nothingOf(folder.group(1));
  }
}
