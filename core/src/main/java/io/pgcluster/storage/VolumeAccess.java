package io.pgcluster.storage;

/**
 * Who may mount a volume at the same time. An instance takes one of the first two; the others are
 * here so that a refusal can say why.
 *
 * @since 0.1
 */
public enum VolumeAccess {
  /** The pods of one node, the default. */
  READ_WRITE_ONCE("ReadWriteOnce"),
  /**
   * One pod: Kubernetes itself refuses a second postmaster. The CSI driver has to support it; not
   * all do.
   */
  READ_WRITE_ONCE_POD("ReadWriteOncePod"),
  /** Refused: pods of any node could run two postmasters on one data folder. */
  READ_WRITE_MANY("ReadWriteMany"),
  /** Refused: PostgreSQL writes. */
  READ_ONLY_MANY("ReadOnlyMany");

  private final String kubernetesName;

  VolumeAccess(String kubernetesName) {
    this.kubernetesName = kubernetesName;
  }

  /** As Kubernetes writes it. */
  @Override
  public String toString() {
    return kubernetesName;
  }
}
