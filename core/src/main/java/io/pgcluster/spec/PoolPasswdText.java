package io.pgcluster.spec;

import io.pgcluster.PgClusterException;
import io.pgcluster.credential.PoolPasswd;
import io.pgcluster.credential.PoolPasswdEntry;
import java.util.List;
import java.util.function.Consumer;

/** Reads a pool_passwd file of the caller's. Never repeats a line: it may hold a password. */
final class PoolPasswdText {
  private PoolPasswdText() {}

  static void read(Problems at, String file, Consumer<PoolPasswdEntry> into) {
    String[] lines = file.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (!lines[i].isBlank()) {
        line(at, "line " + (i + 1) + " ", lines[i], into);
      }
    }
  }

  private static void line(Problems at, String where, String line, Consumer<PoolPasswdEntry> into) {
    try {
      List<PoolPasswdEntry> entries = PoolPasswd.parse(line).entries();
      if (entries.isEmpty()) {
        at.add(where + "is no entry; write user:md5…, user:AES… or user:TEXT…");
      }
      entries.forEach(into);
    } catch (PgClusterException e) {
      at.add(where + "ends in CR LF, and pgpool takes the CR for part of the password; use LF");
    }
  }
}
