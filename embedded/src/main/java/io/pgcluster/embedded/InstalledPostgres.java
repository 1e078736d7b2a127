package io.pgcluster.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL as packages of the system install it. */
final class InstalledPostgres implements PostgresResolver {
  private static final List<String> FOLDERS =
      List.of(
          "/usr/lib/postgresql/%d/bin",
          "/usr/pgsql-%d/bin",
          "/opt/homebrew/opt/postgresql@%d/bin",
          "/usr/local/opt/postgresql@%d/bin",
          "/usr/libexec/postgresql%d");
  private static final Pattern VERSION = Pattern.compile("\\) (\\d+(\\.\\d+)?)");

  /** By program: a version is asked for once. */
  private static final Map<Path, Optional<String>> VERSIONS = new ConcurrentHashMap<>();

  @Override
  public Optional<PostgresHome> find(int major) {
    return candidates(major).stream()
        .flatMap(folder -> home(folder).stream())
        .filter(home -> home.major() == major)
        .findFirst();
  }

  private static List<Path> candidates(int major) {
    List<Path> folders = new ArrayList<>();
    FOLDERS.forEach(folder -> folders.add(Path.of(folder.formatted(major))));
    Programs.output(List.of("pg_config", "--bindir")).map(Path::of).ifPresent(folders::add);
    Programs.find("postgres").map(Path::getParent).ifPresent(folders::add);
    return folders;
  }

  private static Optional<PostgresHome> home(Path folder) {
    if (!Files.isExecutable(folder.resolve("postgres"))
        || !Files.isExecutable(folder.resolve("initdb"))) {
      return Optional.empty();
    }
    return version(folder).map(version -> new PostgresHome(folder, version));
  }

  /** What the program itself says. */
  static Optional<String> version(Path folder) {
    return VERSIONS.computeIfAbsent(
        folder.resolve("postgres"),
        program ->
            Programs.output(List.of(program.toString(), "--version"))
                .map(VERSION::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1)));
  }

  @Override
  public List<String> known() {
    List<String> known = new ArrayList<>();
    for (int major = 14; major <= 18; major++) {
      find(major)
          .ifPresent(home -> known.add("%s (%s)".formatted(home.version(), home.programs())));
    }
    return known;
  }
}
