package io.pgcluster.credential;

import io.pgcluster.PgClusterException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * pgpool's file {@code pcp.conf}: {@code user:md5hex} of those who may administer pgpool, with
 * comments.
 *
 * <p>Read and written as pgpool reads it (src/pcp_con/pcp_worker.c): a name ends at the first
 * colon, there is no escaping; of several lines of one user each is tried, so replacing one drops
 * the others. Comments and order are kept to the byte. {@link #toString()} shows users alone.
 * Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class PcpConf {

  /** The longest name in bytes: pgpool reads 128 of a line, 33 of which the digest needs. */
  public static final int MAX_USER_BYTES = 95;

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{32}");
  private static final PcpConf EMPTY = parse("");

  private final KeyedLines<String> lines;

  private PcpConf(KeyedLines<String> lines) {
    this.lines = lines;
  }

  /**
   * A file without users.
   *
   * @return the same for all
   */
  public static PcpConf empty() {
    return EMPTY;
  }

  /**
   * Reads a file.
   *
   * @param file its whole text
   * @return the file
   * @throws PgClusterException if a line is neither empty, a comment nor an entry: pgpool then
   *     refuses every login that it compares after that line. The message names the line.
   */
  public static PcpConf parse(String file) {
    int number = 0;
    for (String text : file.split("\n", -1)) {
      number++;
      if (!text.isEmpty() && text.charAt(0) != '#' && text.indexOf(':') < 0) {
        throw new PgClusterException(
            ("pcp.conf, line %d: has no colon, and pgpool refuses every login once it meets"
                    + " such a line; delete it or begin it with #")
                .formatted(number));
      }
    }
    return new PcpConf(KeyedLines.parse(file, PcpConf::user));
  }

  private static Optional<String> user(String line) {
    int colon = line.indexOf(':');
    return line.startsWith("#") || colon < 0
        ? Optional.empty()
        : Optional.of(line.substring(0, colon));
  }

  /**
   * The line of a user.
   *
   * @param user the name
   * @param password the password
   * @return {@code user:} and 32 hexadecimal digits, without a line break
   * @throws PgClusterException if the name does not fit the file
   */
  public static String line(String user, Password password) {
    return checked(user) + ":" + PgMd5.digest(password);
  }

  /**
   * {@link #line(String, Password)} of a text.
   *
   * @param user the name
   * @param password the password
   * @return {@code user:} and 32 hexadecimal digits, without a line break
   */
  public static String line(String user, String password) {
    try (Password p = Password.of(password)) {
      return line(user, p);
    }
  }

  private static String checked(String user) {
    int bytes = Utf8.encode("pcp.conf user", user).length;
    if (bytes == 0 || bytes > MAX_USER_BYTES) {
      throw new PgClusterException(
          "pcp.conf, user \"%s\": has %d bytes; pgpool takes 1 to %d"
              .formatted(user, bytes, MAX_USER_BYTES));
    }
    boolean breaks = user.chars().anyMatch(c -> c == ':' || c == '\n' || c == '\r' || c == 0);
    if (breaks || user.startsWith("#")) {
      throw new PgClusterException(
          ("pcp.conf, user \"%s\": a colon, a line break, a NUL or a # at the start cannot"
                  + " be written, the file has no escaping; rename the user")
              .formatted(user));
    }
    return user;
  }

  /**
   * Those who may log in.
   *
   * @return each name once, in the order of the file
   */
  public List<String> users() {
    return lines.entries().stream().flatMap(line -> line.key().stream()).distinct().toList();
  }

  /**
   * The digest of a user's password.
   *
   * @param user the name
   * @return what follows the colon of the user's first line, or nothing
   */
  public Optional<String> digest(String user) {
    return lines.first(user).map(line -> line.substring(line.indexOf(':') + 1));
  }

  /**
   * This file with a user: in place of the first line of that name (later ones are dropped), else
   * at the end.
   *
   * @param user the name
   * @param password the password
   * @return the new file
   * @throws PgClusterException if the name does not fit the file
   */
  public PcpConf put(String user, Password password) {
    return new PcpConf(lines.put(user, line(user, password)));
  }

  /**
   * {@link #put(String, Password)} of a ready-made digest.
   *
   * @param user the name
   * @param digest 32 hexadecimal digits, of {@link PgMd5#digest(Password)}
   * @return the new file
   * @throws PgClusterException if the name does not fit the file, or the digest is not one
   */
  public PcpConf put(String user, String digest) {
    if (!DIGEST.matcher(digest).matches()) {
      throw new PgClusterException(
          ("pcp.conf, user \"%s\": the digest must be 32 lower-case hexadecimal digits,"
                  + " without md5 in front; make it with PgMd5.digest")
              .formatted(user));
    }
    return new PcpConf(lines.put(checked(user), user + ":" + digest));
  }

  /**
   * This file without a user.
   *
   * @param user the name
   * @return the new file
   */
  public PcpConf remove(String user) {
    return new PcpConf(lines.remove(user));
  }

  /**
   * The whole text, for a Secret.
   *
   * @return each line as it was, or as its entry is written
   */
  public String render() {
    return lines.render();
  }

  /** Shows users alone. */
  @Override
  public String toString() {
    return "PcpConf" + users();
  }
}
