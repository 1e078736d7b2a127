package io.pgcluster.credential;

import io.pgcluster.PgClusterException;

/** What every name of a role must fulfil, whatever file it is written to. */
final class RoleName {

  /** NAMEDATALEN - 1: PostgreSQL cuts longer names, which then match no file and no md5 salt. */
  static final int MAX_BYTES = 63;

  private RoleName() {}

  /** The name's UTF-8 bytes. */
  static byte[] bytes(String name) {
    byte[] bytes = Utf8.encode("role name", name);
    if (bytes.length == 0) {
      throw new PgClusterException("role name: is empty; give the role a name");
    }
    if (bytes.length > MAX_BYTES) {
      throw new PgClusterException(
          "role \"%s\": has %d bytes and PostgreSQL cuts names at %d; shorten the name"
              .formatted(name, bytes.length, MAX_BYTES));
    }
    if (name.indexOf('\0') >= 0) {
      throw new PgClusterException("role name: has a NUL character; remove it");
    }
    return bytes;
  }

  /** For files of lines: as {@link #bytes}, and no line break. */
  static String checkedForLine(String file, String name) {
    bytes(name);
    if (name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0) {
      throw new PgClusterException(
          file
              + ": a role name with a line break cannot be written, the file has one entry per line;"
              + " rename the role");
    }
    return name;
  }
}
