package io.pgcluster.credential;

import io.pgcluster.PgClusterException;
import java.util.List;

/**
 * A line of libpq's password file ({@code ~/.pgpass}, {@code PGPASSFILE}, {@code passfile=}): for
 * which connections which password. libpq takes the first line that fits, and ignores the file
 * unless its mode is 0600. Immutable; the password's owner closes it.
 *
 * @param host host name, address, or folder of the socket; {@link #ANY} for every one
 * @param port port number, or {@link #ANY}
 * @param database database, {@code replication} for streaming replication, or {@link #ANY}
 * @param user role, or {@link #ANY}
 * @param password the password
 * @since 0.1
 */
public record PgpassEntry(
    String host, String port, String database, String user, Password password) {

  /** Fits every host, port, database or user. */
  public static final String ANY = "*";

  /**
   * Checks that the fields fit a line.
   *
   * @throws PgClusterException if a field is empty or has a line break or NUL, or the port is not
   *     one
   */
  public PgpassEntry {
    check("host", host);
    check("port", port);
    check("database", database);
    check("user", user);
    if (!port.equals(ANY) && !isPort(port)) {
      throw new PgClusterException(".pgpass: port: must be 1 to 65535, or *; got " + port);
    }
    boolean breaks =
        password.use(
            bytes -> {
              for (byte b : bytes) {
                if (b == '\n' || b == '\r') {
                  return true;
                }
              }
              return false;
            });
    if (breaks) {
      throw new PgClusterException(
          ".pgpass: the password has a line break, which ends the line; change the password");
    }
  }

  private static boolean isPort(String port) {
    return port.matches("[1-9][0-9]{0,4}") && Integer.parseInt(port) <= 65535;
  }

  private static void check(String field, String value) {
    if (value.isEmpty() || value.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
      throw new PgClusterException(
          ".pgpass: " + field + ": must not be empty or have a line break or NUL; correct it");
    }
  }

  /**
   * The entry of one role on one server.
   *
   * @param host host name, address, or folder of the socket
   * @param port 1 to 65535
   * @param database the database
   * @param user the role
   * @param password the password
   * @return the entry
   * @throws PgClusterException if a field does not fit a line
   */
  public static PgpassEntry of(
      String host, int port, String database, String user, Password password) {
    return new PgpassEntry(host, Integer.toString(port), database, user, password);
  }

  /**
   * Reads a line.
   *
   * @param line one line, without its end
   * @return the entry
   * @throws PgClusterException if it is a comment or has not five fields; the message does not
   *     repeat it
   */
  public static PgpassEntry parse(String line) {
    List<String> fields = ColonFields.split(line).orElse(List.of());
    if (line.startsWith("#") || fields.size() != 5) {
      throw new PgClusterException(
          ".pgpass: a line must have host:port:database:user:password, with : and \\ in them"
              + " escaped by a backslash; this one has "
              + (line.startsWith("#") ? "a comment" : fields.size() + " fields"));
    }
    return new PgpassEntry(
        fields.get(0), fields.get(1), fields.get(2), fields.get(3), Password.of(fields.get(4)));
  }

  /**
   * The line, which shows the password.
   *
   * @return {@code host:port:database:user:password}, escaped, without a line break
   */
  public String line() {
    String line =
        String.join(
            ":",
            ColonFields.escape(host),
            port,
            ColonFields.escape(database),
            ColonFields.escape(user),
            ColonFields.escape(password.reveal()));
    // Unescaped, a # at the start would make it a comment.
    return line.startsWith("#") ? "\\" + line : line;
  }
}
