package io.pgcluster.runtime;

import io.pgcluster.PgClusterException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in the write-ahead log, PostgreSQL's {@code pg_lsn}. Ordered as the log is.
 *
 * @param value the position in bytes, an unsigned number of 64 bits
 * @since 0.1
 */
public record Lsn(long value) implements Comparable<Lsn> {
  /** Before everything; what a server says of a position that it does not have. */
  public static final Lsn NONE = new Lsn(0);

  private static final Pattern TEXT = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");

  /**
   * Reads the form that the server prints.
   *
   * @param text such as {@code 16/B374D848}
   * @return the position
   * @throws PgClusterException if it is no position
   */
  public static Lsn parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new PgClusterException(
          "pg_lsn: %s is no position in the write-ahead log; it looks like 16/B374D848"
              .formatted(io.pgcluster.Violation.shown(text)));
    }
    long high = Long.parseUnsignedLong(parts.group(1), 16);
    long low = Long.parseUnsignedLong(parts.group(2), 16);
    return new Lsn(high << 32 | low);
  }

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(value, other.value);
  }

  /**
   * Whether this position is at the other one or behind it in the log.
   *
   * @param other a position
   * @return true when all that was written up to {@code other} is also before this
   */
  public boolean reaches(Lsn other) {
    return compareTo(other) >= 0;
  }

  /** As the server prints it. */
  @Override
  public String toString() {
    return "%X/%X".formatted(value >>> 32, value & 0xFFFFFFFFL);
  }
}
