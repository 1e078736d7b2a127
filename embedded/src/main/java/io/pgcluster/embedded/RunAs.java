package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * As whom the servers run: PostgreSQL's programs refuse root, so root becomes somebody else.
 *
 * @param prefix words before each command
 * @param owner to whom the servers' files are given; empty for this program's own user
 */
record RunAs(List<String> prefix, Optional<UserPrincipal> owner) {
  private static final List<String> USERS = List.of("postgres", "nobody");

  /** Asked once. */
  private static final class Current {
    static final RunAs VALUE =
        "root".equals(System.getProperty("user.name"))
            ? fromRoot()
            : new RunAs(List.of(), Optional.empty());
  }

  static RunAs current() {
    return Current.VALUE;
  }

  private static RunAs fromRoot() {
    for (String user : USERS) {
      Optional<UserPrincipal> principal = lookUp(user);
      if (principal.isEmpty()) {
        continue;
      }
      for (List<String> prefix : ways(user)) {
        if (works(prefix)) {
          return new RunAs(prefix, principal);
        }
      }
    }
    throw new PgClusterException(
        "PostgreSQL does not run as root, and nothing was found to become one of "
            + USERS
            + " with (setpriv, runuser, su); run this program as another user");
  }

  private static Optional<UserPrincipal> lookUp(String user) {
    try {
      return Optional.of(
          FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The best first: setpriv leaves no process between; busybox's su neither. */
  private static List<List<String>> ways(String user) {
    List<List<String>> ways = new ArrayList<>();
    for (String group : List.of(user, "nogroup")) {
      ways.add(List.of("setpriv", "--reuid", user, "--regid", group, "--clear-groups", "--"));
    }
    ways.add(List.of("runuser", "-u", user, "--"));
    ways.add(List.of("su", "-s", "/bin/sh", user, "-c", "exec \"$0\" \"$@\""));
    return ways;
  }

  private static boolean works(List<String> prefix) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("sh", "-c", "exit 0"));
    try {
      return Programs.succeeds(command);
    } catch (IOException e) {
      return false;
    }
  }

  List<String> command(List<String> words) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(words);
    return command;
  }

  /** Gives a file or folder, not what is in it, to the servers' user. */
  void give(Path path) throws IOException {
    if (owner.isPresent()) {
      Files.setOwner(path, owner.get());
    }
  }

  /** Gives a folder and all that is in it to the servers' user. */
  void giveAll(Path folder) throws IOException {
    if (owner.isEmpty()) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            give(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path visited, @org.jspecify.annotations.Nullable IOException error)
              throws IOException {
            give(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** As {@link #give}, for lambdas. */
  Path given(Path path) {
    try {
      give(path);
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
