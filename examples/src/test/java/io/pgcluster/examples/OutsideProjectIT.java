package io.pgcluster.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new project outside this tree: the BOM, one dependency, one annotated test. */
class OutsideProjectIT {
  private static final String VERSION = "0.1.0-SNAPSHOT";
  private static final List<String> MODULES =
      List.of("core", "jdbc", "embedded", "k8s-adapter", "junit5");

  /** What Maven has fetched already, and what is built here, which must not get into the former. */
  private static void localRepository(Path repository) throws Exception {
    Path fetched = fetched();
    link(fetched, repository, "io");
    link(fetched.resolve("io"), repository.resolve("io"), "pgcluster");
    Path ours = repository.resolve("io/pgcluster");
    install(ours, "pgcluster-parent", Document.TOP.resolve("pom.xml"));
    install(ours, "pgcluster-bom", Document.TOP.resolve("bom/pom.xml"));
    for (String module : MODULES) {
      String name = "pgcluster-" + module;
      Path folder = Document.TOP.resolve(module);
      install(ours, name, folder.resolve("pom.xml"));
      Files.copy(
          folder.resolve("target/%s-%s.jar".formatted(name, VERSION)),
          ours.resolve("%s/%s/%s-%s.jar".formatted(name, VERSION, name, VERSION)));
    }
  }

  private static void install(Path ours, String name, Path pom) throws IOException {
    Path folder = Files.createDirectories(ours.resolve(name).resolve(VERSION));
    Files.copy(pom, folder.resolve("%s-%s.pom".formatted(name, VERSION)));
  }

  private static void link(Path from, Path to, String except) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> all = Files.list(from)) {
      for (Path each : all.filter(path -> !path.endsWith(except)).toList()) {
        Files.createSymbolicLink(to.resolve(each.getFileName()), each);
      }
    }
  }

  /** Where this build has its libraries from. */
  private static Path fetched() throws URISyntaxException {
    Path jar = Path.of(Test.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path path = jar;
    while (!path.endsWith("org")) {
      path = path.getParent();
    }
    return path.getParent();
  }

  private static String property(String name) {
    try {
      String pom = Files.readString(Document.TOP.resolve("pom.xml"));
      return pom.replaceFirst("(?s).*<%s>([^<]*)</%s>.*".formatted(name, name), "$1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String plugin(String name) {
    return "<plugin><artifactId>%s</artifactId><version>%s</version></plugin>"
        .formatted(name, property(name + ".version"));
  }

  private static String pom() {
    return """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>com.example</groupId>
          <artifactId>shop</artifactId>
          <version>1</version>
          <properties>
            <maven.compiler.release>17</maven.compiler.release>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
          </properties>
          <dependencyManagement>
            <dependencies>
              <dependency>
                <groupId>io.pgcluster</groupId>
                <artifactId>pgcluster-bom</artifactId>
                <version>%s</version>
                <type>pom</type>
                <scope>import</scope>
              </dependency>
            </dependencies>
          </dependencyManagement>
          <dependencies>
            <dependency>
              <groupId>io.pgcluster</groupId>
              <artifactId>pgcluster-junit5</artifactId>
              <scope>test</scope>
            </dependency>
          </dependencies>
          <build><plugins>%s%s%s</plugins></build>
        </project>
        """
        .formatted(
            VERSION,
            plugin("maven-compiler-plugin"),
            plugin("maven-resources-plugin"),
            plugin("maven-surefire-plugin"));
  }

  private static final String TEST =
      """
      package com.example;

      import static org.junit.jupiter.api.Assertions.assertEquals;
      import static org.junit.jupiter.api.Assertions.assertTrue;

      import io.pgcluster.junit5.*;
      import io.pgcluster.runtime.*;
      import java.sql.*;
      import java.time.Duration;
      import javax.sql.DataSource;
      import org.junit.jupiter.api.Test;

      @PgClusterTest(standbys = 1, clusters = ClusterScope.PER_CLASS)
      class LagTest {
        @Test
        void a_standby_lags(
            Connection primary,
            @OnRoute(Route.REPLICA) DataSource standby,
            RunningPgCluster cluster,
            PgFaults faults) throws Exception {
          String name = cluster.replication().instances().get(1).name();
          try (Statement statement = primary.createStatement()) {
            statement.execute("CREATE TABLE t (i int)");
            faults.awaitReplay(name, faults.position(), Duration.ofSeconds(10));
            faults.pauseReplay(name);
            statement.execute("INSERT INTO t VALUES (1)");
          }
          Lsn written = faults.position();
          assertTrue(faults.replayed(name).compareTo(written) < 0);
          assertEquals(0, count(standby));
          faults.resumeReplay(name);
          faults.awaitReplay(name, written, Duration.ofSeconds(10));
          assertEquals(1, count(standby));
        }

        private static int count(DataSource source) throws SQLException {
          try (Connection connection = source.getConnection();
              Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("SELECT count(*) FROM t")) {
            row.next();
            return row.getInt(1);
          }
        }
      }
      """;

  @Test
  void passes(@TempDir Path folder) throws Exception {
    Path repository = folder.resolve("repository");
    localRepository(repository);
    Path project = Files.createDirectories(folder.resolve("shop"));
    Path source = Files.createDirectories(project.resolve("src/test/java/com/example"));
    Files.writeString(project.resolve("pom.xml"), pom());
    Files.writeString(source.resolve("LagTest.java"), TEST);
    Path log = folder.resolve("log");

    int exit =
        new ProcessBuilder("mvn", "-B", "-ntp", "-o", "-Dmaven.repo.local=" + repository, "test")
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();

    String printed = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    assertThat(exit).as(printed).isZero();
    assertThat(printed).contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0");
    assertThat(fetched().resolve("io/pgcluster/pgcluster-junit5")).doesNotExist();
  }
}
