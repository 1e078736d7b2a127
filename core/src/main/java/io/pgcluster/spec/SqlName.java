package io.pgcluster.spec;

import io.pgcluster.Violation;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Names of roles, databases and extensions: every name that PostgreSQL can hold is good. */
final class SqlName {
  /** NAMEDATALEN - 1. */
  private static final int MAX_BYTES = 63;

  private SqlName() {}

  static Optional<String> problem(String name) {
    if (name.isEmpty()) {
      return Optional.of("is empty; give a name");
    }
    if (name.indexOf('\0') >= 0) {
      return Optional.of("has a NUL character, which PostgreSQL cannot store; leave it out");
    }
    if (name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0) {
      return Optional.of(
          "has a line break, which pg_hba.conf, pool_passwd and .pgpass cannot hold; leave it out");
    }
    int bytes;
    try {
      bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name)).remaining();
    } catch (CharacterCodingException e) {
      return Optional.of("has an unpaired surrogate, which is no character; leave it out");
    }
    return bytes > MAX_BYTES
        ? Optional.of(
            "%s has %d bytes and PostgreSQL cuts names at %d; shorten it"
                .formatted(Violation.shown(name), bytes, MAX_BYTES))
        : Optional.empty();
  }
}
