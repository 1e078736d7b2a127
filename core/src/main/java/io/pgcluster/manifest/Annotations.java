package io.pgcluster.manifest;

/**
 * Annotations of the pods, by which servers are restarted and pods replaced when they have to be.
 *
 * @since 0.1
 */
public final class Annotations {
  /** Another one when the server has to start anew to take its files up: in its pod, or with it. */
  public static final String CONFIGURATION = "pgcluster.io/configuration";

  /** On instances, another one when the pod has to be replaced for that. */
  public static final String PROCESS = "pgcluster.io/process";

  /** On instances: {@link io.pgcluster.topology.InstanceFiles#standbyNeeds}. */
  public static final String STANDBY_NEEDS = "pgcluster.io/standby-needs";

  private Annotations() {}
}
