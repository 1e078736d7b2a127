package io.pgcluster.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the Javadoc of a record says, from its source. */
final class SourceDocs {
  private static final List<String> MODULES = List.of("core", "aliyun-disk");

  private SourceDocs() {}

  /** The text of {@code @param}, without markup. */
  static String component(Class<?> record, String component) {
    return find(record, "@param " + component + " (.*?)(?= @|$)");
  }

  static String firstSentence(Class<?> record) {
    return find(record, "^(.*?\\.)(?= |$)");
  }

  private static String find(Class<?> type, String what) {
    Matcher found = Pattern.compile(what).matcher(javadoc(type));
    if (!found.find()) {
      throw new AssertionError("Javadoc of %s has nothing like %s".formatted(type, what));
    }
    return found.group(1).replaceAll("\\{@(?:code|link) #?([^}]*)}", "`$1`").strip();
  }

  /** The text of the comment in front of the type, on one line. */
  private static String javadoc(Class<?> type) {
    String source = source(type);
    int end = source.indexOf("record " + type.getSimpleName() + "(");
    int start = source.lastIndexOf("/**", end);
    return source
        .substring(start + 3, source.indexOf("*/", start))
        .replaceAll("\n\\s*\\*", " ")
        .replaceAll("\\s+", " ")
        .strip();
  }

  private static String source(Class<?> type) {
    String file = type.getName().replace('.', '/').replaceFirst("\\$.*", "") + ".java";
    for (String module : MODULES) {
      Path path = Document.TOP.resolve(module).resolve("src/main/java").resolve(file);
      if (Files.exists(path)) {
        try {
          return Files.readString(path);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    throw new AssertionError("no source of " + type);
  }
}
