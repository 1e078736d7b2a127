package io.pgcluster.manifest;

/**
 * Annotations of the pods, by which they are replaced when they have to be.
 *
 * @since 0.1
 */
public final class Annotations {
  /** Another one when the pod has to start anew to take its files up. */
  public static final String CONFIGURATION = "pgcluster.io/configuration";

  /** On instances: {@link io.pgcluster.topology.InstanceFiles#standbyNeeds}. */
  public static final String STANDBY_NEEDS = "pgcluster.io/standby-needs";

  private Annotations() {}
}
