package io.pgcluster.credential;

import io.pgcluster.PgClusterException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * pgpool's file {@code pool_passwd}: {@code user:password} on each line, with {@code :} and {@code
 * \} escaped by a backslash.
 *
 * <p>Read and written as pgpool reads it (src/auth/pool_passwd.c, 4.0 to 4.7): the first entry of a
 * user counts; lines that are no entry, and the order, are kept to the byte; a line may go on with
 * the user and password for the backend, which a replaced entry keeps. There are no comments: a
 * line that begins with {@code #} and has a colon is an entry of a user whose name does.
 *
 * <p>{@link #toString()} shows users and kinds alone. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class PoolPasswd {

  private static final PoolPasswd EMPTY = parse("");

  private final KeyedLines<String> lines;

  private PoolPasswd(KeyedLines<String> lines) {
    this.lines = lines;
  }

  /**
   * A file without entries.
   *
   * @return the same for all
   */
  public static PoolPasswd empty() {
    return EMPTY;
  }

  /**
   * Reads a file.
   *
   * @param file its whole text
   * @return the file
   * @throws PgClusterException if an entry ends in CR LF, which pgpool takes for part of the
   *     password; the message names the line
   */
  public static PoolPasswd parse(String file) {
    int number = 0;
    for (String text : file.split("\n", -1)) {
      number++;
      if (text.endsWith("\r") && user(text).isPresent()) {
        throw new PgClusterException(
            ("pool_passwd, line %d: ends in CR LF, and pgpool takes the CR for part of the"
                    + " password; save the file with LF")
                .formatted(number));
      }
    }
    return new PoolPasswd(KeyedLines.parse(file, PoolPasswd::user));
  }

  /** The user of a line; none if pgpool would not take it for an entry. */
  private static Optional<String> user(String line) {
    return ColonFields.split(line)
        .filter(f -> f.size() > 1 && !f.get(0).isEmpty() && !f.get(1).isEmpty())
        .map(f -> f.get(0));
  }

  /**
   * The entries that count: of each user the first.
   *
   * @return in the order of the file
   */
  public List<PoolPasswdEntry> entries() {
    return lines.entries().stream()
        .flatMap(line -> line.key().stream())
        .distinct()
        .map(user -> find(user).orElseThrow())
        .toList();
  }

  /**
   * The entry that pgpool takes for a user.
   *
   * @param user the role's name, as it is
   * @return the entry, or nothing
   */
  public Optional<PoolPasswdEntry> find(String user) {
    return lines
        .first(user)
        .flatMap(ColonFields::split)
        .map(fields -> PoolPasswdEntry.read(user, fields.get(1)));
  }

  /**
   * This file with an entry: in place of the user's first one (later ones are dropped), else at the
   * end.
   *
   * @param entry the entry
   * @return the new file
   */
  public PoolPasswd put(PoolPasswdEntry entry) {
    String backend =
        lines
            .first(entry.user())
            .flatMap(ColonFields::split)
            .map(fields -> fields.subList(2, fields.size()))
            .map(PoolPasswd::joined)
            .orElse("");
    return new PoolPasswd(lines.put(entry.user(), entry.line() + backend));
  }

  private static String joined(List<String> fields) {
    return fields.stream().map(f -> ":" + ColonFields.escape(f)).collect(Collectors.joining());
  }

  /**
   * {@link #put(PoolPasswdEntry)} of a ready-made password field.
   *
   * @param user the role's name, as it is
   * @param token {@code md5…} of {@link PgMd5}, {@code AES…} of {@link PoolKey}, or {@code TEXT…}
   * @return the new file
   * @throws PgClusterException if pgpool could not use the entry
   */
  public PoolPasswd put(String user, String token) {
    return put(PoolPasswdEntry.of(user, token));
  }

  /**
   * This file without a user.
   *
   * @param user the role's name, as it is
   * @return the new file
   */
  public PoolPasswd remove(String user) {
    return new PoolPasswd(lines.remove(user));
  }

  /**
   * This file with the entries of another: those replace the ones of the same users, new users come
   * at the end.
   *
   * @param other whose entries count
   * @return the new file
   * @throws PgClusterException if pgpool could not use one of them
   */
  public PoolPasswd merge(PoolPasswd other) {
    PoolPasswd merged = this;
    for (PoolPasswdEntry entry : other.entries()) {
      merged = merged.put(PoolPasswdEntry.of(entry.user(), entry.token()));
    }
    return merged;
  }

  /**
   * The whole text, for a Secret.
   *
   * @return each line as it was, or as its entry is written
   */
  public String render() {
    return lines.render();
  }

  /** Shows users and kinds alone. */
  @Override
  public String toString() {
    return "PoolPasswd" + entries();
  }
}
