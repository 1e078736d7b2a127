package io.pgcluster.manifest;

/**
 * The names of a cluster's objects. Objects of different kinds may share a name.
 *
 * @param cluster the cluster's name, a prefix of all others
 * @since 0.1
 */
public record ObjectNames(String cluster) {
  /**
   * The ConfigMap that holds the description and owns the other objects.
   *
   * @return the cluster's name
   */
  public String owner() {
    return cluster;
  }

  /**
   * The Lease that keeps two processes from changing the cluster at once.
   *
   * @return the cluster's name
   */
  public String lease() {
    return cluster;
  }

  /**
   * The ServiceAccount of the pods.
   *
   * @return the cluster's name
   */
  public String serviceAccount() {
    return cluster;
  }

  /**
   * The Secret with the roles' passwords; it outlives the cluster's other objects.
   *
   * @return {@code <cluster>-credentials}
   */
  public String credentials() {
    return cluster + "-credentials";
  }

  /**
   * The Secret with what an instance needs to be made.
   *
   * @return {@code <cluster>-bootstrap}
   */
  public String bootstrap() {
    return cluster + "-bootstrap";
  }

  /**
   * The ConfigMap with PostgreSQL's configuration and the instances' scripts.
   *
   * @return {@code <cluster>-postgres}
   */
  public String postgres() {
    return cluster + "-postgres";
  }

  /**
   * The headless Service that gives each instance a name of its own, and the PodDisruptionBudget of
   * all instances.
   *
   * @return {@code <cluster>-instances}
   */
  public String instances() {
    return cluster + "-instances";
  }

  /**
   * The StatefulSet, the Service and the NetworkPolicy of the primary.
   *
   * @return {@code <cluster>-primary}
   */
  public String primary() {
    return cluster + "-primary";
  }

  /**
   * The StatefulSet, the Service and the NetworkPolicy of the standbys.
   *
   * @return {@code <cluster>-replica}
   */
  public String replica() {
    return cluster + "-replica";
  }

  /**
   * The Deployment, Service, ConfigMap, Secret, PodDisruptionBudget and NetworkPolicy of the
   * router.
   *
   * @return {@code <cluster>-router}
   */
  public String router() {
    return cluster + "-router";
  }

  /**
   * The primary's pod.
   *
   * @return {@code <cluster>-primary-0}
   */
  public String primaryPod() {
    return primary() + "-0";
  }

  /**
   * The pod of a standby, its own Service, and the {@code application_name} it streams under.
   *
   * @param ordinal from 0
   * @return {@code <cluster>-replica-<ordinal>}
   */
  public String replicaPod(int ordinal) {
    return replica() + "-" + ordinal;
  }
}
