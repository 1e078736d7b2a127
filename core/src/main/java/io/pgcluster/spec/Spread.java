package io.pgcluster.spec;

/**
 * How the instances of one cluster keep apart.
 *
 * @param strictness whether it is a wish or a must
 * @param topologyKey the node label that tells places apart; default {@code kubernetes.io/hostname}
 * @since 0.1
 */
public record Spread(Strictness strictness, String topologyKey) {
  /** Whether keeping apart is a wish or a must. */
  public enum Strictness {
    /** Not asked for. */
    NONE,
    /** Wished for, the default. */
    PREFERRED,
    /** A pod waits rather than share a place. */
    REQUIRED
  }

  /** The default: preferably on different nodes. */
  public static final Spread DEFAULT = new Spread(Strictness.PREFERRED, "kubernetes.io/hostname");

  /**
   * Preferably apart.
   *
   * @param topologyKey the node label that tells places apart
   * @return a wish
   */
  public static Spread preferred(String topologyKey) {
    return new Spread(Strictness.PREFERRED, topologyKey);
  }

  /**
   * Apart, or not at all.
   *
   * @param topologyKey the node label that tells places apart
   * @return a must
   */
  public static Spread required(String topologyKey) {
    return new Spread(Strictness.REQUIRED, topologyKey);
  }
}
