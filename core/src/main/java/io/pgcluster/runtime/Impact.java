package io.pgcluster.runtime;

/**
 * What a change costs, from nothing to what cannot be done; the order is that of the constants.
 *
 * @since 0.1
 */
public enum Impact {
  /** Nothing happens but that the stored description changes. */
  NO_OP("no effect"),
  /** Nothing that serves is touched. */
  IN_PLACE("in place"),
  /** Servers read their configuration again; sessions go on. */
  RELOAD("reload"),
  /** Standbys or routers are restarted one after the other; writes go on. */
  STANDBY_RESTART("standby restart"),
  /** The primary is restarted: sessions on it end, and writes wait until it is back. */
  PRIMARY_RESTART("primary restart"),
  /** Data are copied, which takes the time that their size takes. */
  DATA_MOVEMENT("data movement"),
  /** Data are deleted. */
  DATA_LOSS("data loss"),
  /** Not done at all; the reason says the way round. */
  IMPOSSIBLE("impossible");

  private final String title;

  Impact(String title) {
    this.title = title;
  }

  /**
   * In words.
   *
   * @return such as {@code primary restart}
   */
  public String title() {
    return title;
  }

  /**
   * Whether who allows {@code limit} allows this.
   *
   * @param limit the worst that is allowed
   * @return false for {@link #IMPOSSIBLE}, whatever the limit
   */
  public boolean isWithin(Impact limit) {
    return this != IMPOSSIBLE && compareTo(limit) <= 0;
  }

  /**
   * The worse of two.
   *
   * @param other the other
   * @return this or the other
   */
  public Impact or(Impact other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
