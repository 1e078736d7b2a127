package io.pgcluster.e2e;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The calls of a user of a namespace, as the API server saw them. */
final class AuditLog {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path file = Path.of(Setting.AUDIT_LOG.value());
  private final long start;
  private final String user;

  private AuditLog(String user) throws IOException {
    this.start = Files.size(file);
    this.user = user;
  }

  /** Those that are made from now on. */
  static AuditLog from(String account, TestNamespace namespace) throws IOException {
    return new AuditLog("system:serviceaccount:%s:%s".formatted(namespace.name(), account));
  }

  /** Such as {@code patch /apis/apps/v1/…}, in the order in which they were answered. */
  List<String> calls() throws IOException {
    byte[] bytes;
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      log.seek(start);
      bytes = new byte[Math.toIntExact(log.length() - start)];
      log.readFully(bytes);
    }
    return new String(bytes, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains(user))
        .map(JSON::readTree)
        .filter(call -> call.path("stage").asString("").equals("ResponseComplete"))
        .filter(call -> call.path("user").path("username").asString("").equals(user))
        .map(call -> call.path("verb").asString("") + " " + uri(call))
        .toList();
  }

  private static String uri(JsonNode call) {
    return call.path("requestURI").asString("");
  }
}
