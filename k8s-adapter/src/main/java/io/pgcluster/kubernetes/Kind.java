package io.pgcluster.kubernetes;

import io.pgcluster.manifest.Manifest;
import java.util.List;

/**
 * A kind of objects, and where the API keeps them.
 *
 * @param apiVersion such as {@code apps/v1}
 * @param name such as {@code StatefulSet}
 * @param plural such as {@code statefulsets}
 * @param namespaced whether its objects are in namespaces
 */
record Kind(String apiVersion, String name, String plural, boolean namespaced) {
  static final Kind NAMESPACE = new Kind("v1", "Namespace", "namespaces", false);
  static final Kind NODE = new Kind("v1", "Node", "nodes", false);
  static final Kind PERSISTENT_VOLUME =
      new Kind("v1", "PersistentVolume", "persistentvolumes", false);
  static final Kind STORAGE_CLASS =
      new Kind("storage.k8s.io/v1", "StorageClass", "storageclasses", false);
  static final Kind CONFIG_MAP = new Kind("v1", "ConfigMap", "configmaps", true);
  static final Kind SECRET = new Kind("v1", "Secret", "secrets", true);
  static final Kind SERVICE = new Kind("v1", "Service", "services", true);
  static final Kind SERVICE_ACCOUNT = new Kind("v1", "ServiceAccount", "serviceaccounts", true);
  static final Kind CLAIM = new Kind("v1", "PersistentVolumeClaim", "persistentvolumeclaims", true);
  static final Kind POD = new Kind("v1", "Pod", "pods", true);
  static final Kind EVENT = new Kind("v1", "Event", "events", true);
  static final Kind STATEFUL_SET = new Kind("apps/v1", "StatefulSet", "statefulsets", true);
  static final Kind DEPLOYMENT = new Kind("apps/v1", "Deployment", "deployments", true);
  static final Kind DISRUPTION_BUDGET =
      new Kind("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets", true);
  static final Kind NETWORK_POLICY =
      new Kind("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", true);
  static final Kind LEASE = new Kind("coordination.k8s.io/v1", "Lease", "leases", true);

  /** The kinds of which a cluster has objects with its label; what is deleted first comes first. */
  static final List<Kind> OF_A_CLUSTER =
      List.of(
          DEPLOYMENT,
          STATEFUL_SET,
          DISRUPTION_BUDGET,
          NETWORK_POLICY,
          SERVICE,
          CLAIM,
          SERVICE_ACCOUNT,
          SECRET,
          CONFIG_MAP);

  private static final List<Kind> KNOWN =
      List.of(
          NAMESPACE,
          NODE,
          PERSISTENT_VOLUME,
          STORAGE_CLASS,
          CONFIG_MAP,
          SECRET,
          SERVICE,
          SERVICE_ACCOUNT,
          CLAIM,
          POD,
          EVENT,
          STATEFUL_SET,
          DEPLOYMENT,
          DISRUPTION_BUDGET,
          NETWORK_POLICY,
          LEASE);

  /** The kind of a manifest; one that we do not know says its plural itself. */
  static Kind of(Manifest manifest) {
    return KNOWN.stream()
        .filter(
            kind ->
                kind.name.equals(manifest.kind()) && kind.apiVersion.equals(manifest.apiVersion()))
        .findFirst()
        .orElseGet(
            () ->
                new Kind(
                    manifest.apiVersion(),
                    manifest.kind(),
                    manifest.object().getPlural(),
                    manifest.namespace().isPresent()));
  }

  /** The group, empty for the core one. */
  String group() {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  /** Where its objects are, in one namespace if they are in namespaces. */
  String path(String namespace) {
    return namespaced ? root() + "/namespaces/" + namespace + "/" + plural : allPath();
  }

  /** Where its objects are, in all namespaces. */
  String allPath() {
    return root() + "/" + plural;
  }

  private String root() {
    return (apiVersion.indexOf('/') < 0 ? "/api/" : "/apis/") + apiVersion;
  }
}
