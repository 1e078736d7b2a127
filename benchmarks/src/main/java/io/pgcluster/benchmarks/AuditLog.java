package io.pgcluster.benchmarks;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The calls of one user as the API server saw them, from now on. */
final class AuditLog {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path file;
  private final String user;
  private final long start;

  AuditLog(Path file, String user) throws IOException {
    this.file = file;
    this.user = user;
    this.start = Files.size(file);
  }

  /** How many calls of each kind there were, such as {@code patch services}. */
  Map<String, Integer> calls() throws IOException {
    byte[] bytes;
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      log.seek(start);
      bytes = new byte[Math.toIntExact(log.length() - start)];
      log.readFully(bytes);
    }
    Set<String> seen = new HashSet<>();
    Map<String, Integer> counts = new TreeMap<>();
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
      if (!line.contains(user) || !line.endsWith("}")) {
        continue;
      }
      JsonNode call = JSON.readTree(line);
      // A watch is written down when it begins and again when it ends.
      if (call.path("user").path("username").asString("").equals(user)
          && seen.add(call.path("auditID").asString(""))) {
        counts.merge(kind(call), 1, Integer::sum);
      }
    }
    return counts;
  }

  private static String kind(JsonNode call) {
    String resource = call.path("objectRef").path("resource").asString("");
    return call.path("verb").asString("")
        + " "
        + (resource.isEmpty()
            ? call.path("requestURI").asString("").replaceAll("\\?.*", "")
            : resource);
  }
}
