package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * A base backup of a running primary into a standby's folder, as the manual's "Making a Base Backup
 * Using the Low Level API" says: pg_basebackup does not come with the archives.
 */
final class BaseCopy {
  private static final Set<String> NOT_ITS_CONTENTS =
      Set.of(
          "pg_wal",
          "pg_replslot",
          "pg_dynshmem",
          "pg_notify",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans");
  private static final Set<String> NOT_AT_ALL =
      Set.of("postmaster.pid", "postmaster.opts", "standby.signal", "recovery.signal");

  private final InstanceSql sql;
  private final ClusterFolder folder;
  private final PostgresHome home;
  private final RunAs runAs;

  BaseCopy(InstanceSql sql, ClusterFolder folder, PostgresHome home, RunAs runAs) {
    this.sql = sql;
    this.folder = folder;
    this.home = home;
    this.runAs = runAs;
  }

  void make(String primary, String standby) throws IOException {
    Path target = folder.instance(standby).resolve("data.new");
    Folders.delete(target);
    boolean named = home.major() >= 15;
    // The session that starts a backup has to end it.
    try (Connection connection = sql.open(primary);
        Statement statement = connection.createStatement()) {
      statement.execute(
          named
              ? "SELECT pg_backup_start('pgcluster', true)"
              : "SELECT pg_start_backup('pgcluster', true, false)");
      copy(folder.data(primary), target);
      String stop =
          named ? "pg_backup_stop(wait_for_archive => false)" : "pg_stop_backup(false, false)";
      try (ResultSet row = statement.executeQuery("SELECT labelfile FROM " + stop)) {
        row.next();
        Files.writeString(target.resolve("backup_label"), row.getString(1));
      }
    } catch (SQLException e) {
      throw new PgClusterException(
          "instance %s: the primary %s gives no backup: %s"
              .formatted(standby, primary, e.getMessage()),
          e);
    }
    Files.createDirectories(target.resolve("pg_wal/archive_status"));
    Files.writeString(target.resolve("standby.signal"), "");
    FileOwners.close(target);
    runAs.giveAll(target);
    Files.move(target, folder.data(standby));
  }

  /** What the primary removes meanwhile is missing in the copy; its log tells of it. */
  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
              throws IOException {
            Path made = Files.createDirectories(to.resolve(from.relativize(visited).toString()));
            FileOwners.close(made);
            boolean top = from.equals(visited.getParent());
            return top && NOT_ITS_CONTENTS.contains(String.valueOf(visited.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!NOT_AT_ALL.contains(String.valueOf(file.getFileName()))) {
              Path copy = to.resolve(from.relativize(file).toString());
              try {
                Files.copy(file, copy);
                FileOwners.close(copy);
              } catch (NoSuchFileException e) {
                return FileVisitResult.CONTINUE;
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException error) throws IOException {
            if (error instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw error;
          }
        });
  }
}
