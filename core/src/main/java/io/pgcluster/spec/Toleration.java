package io.pgcluster.spec;

import java.util.Optional;

/**
 * A taint that pods tolerate, with the meaning of core/v1 Toleration.
 *
 * @param key the taint's key; empty with {@code EXISTS} for all taints
 * @param operator how the value compares
 * @param value the taint's value, for {@code EQUAL}
 * @param effect {@code NoSchedule}, {@code PreferNoSchedule}, {@code NoExecute}, or empty for all
 * @param seconds how long a {@code NoExecute} taint is tolerated; empty for ever
 * @since 0.1
 */
public record Toleration(
    String key, Operator operator, String value, String effect, Optional<Long> seconds) {
  /** How a toleration compares with a taint. */
  public enum Operator {
    /** Key and value are the same. */
    EQUAL("Equal"),
    /** The key exists. */
    EXISTS("Exists");

    private final String kubernetesName;

    Operator(String kubernetesName) {
      this.kubernetesName = kubernetesName;
    }

    /** As Kubernetes writes it. */
    @Override
    public String toString() {
      return kubernetesName;
    }
  }

  /**
   * Tolerates a taint of this key and value.
   *
   * @param key the taint's key
   * @param value the taint's value
   * @param effect {@code NoSchedule}, {@code PreferNoSchedule}, {@code NoExecute}, or empty for all
   * @return tolerated for ever
   */
  public static Toleration equal(String key, String value, String effect) {
    return new Toleration(key, Operator.EQUAL, value, effect, Optional.empty());
  }

  /**
   * Tolerates every taint of this key.
   *
   * @param key the taint's key; empty for all taints
   * @param effect {@code NoSchedule}, {@code PreferNoSchedule}, {@code NoExecute}, or empty for all
   * @return tolerated for ever
   */
  public static Toleration exists(String key, String effect) {
    return new Toleration(key, Operator.EXISTS, "", effect, Optional.empty());
  }
}
