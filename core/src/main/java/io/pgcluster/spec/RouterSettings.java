package io.pgcluster.spec;

import io.pgcluster.config.HbaRule;
import io.pgcluster.credential.PoolPasswdEntry;
import io.pgcluster.image.Image;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * pgpool in front of the cluster.
 *
 * @param pods how many router pods; 0 for no router; default 1
 * @param version pgpool's version, such as {@code 4.6}
 * @param image its image
 * @param port the port of the pods and of the Service; default 5432
 * @param parameters pgpool.conf parameters by name, on top of the library's own
 * @param hba pool_hba.conf rules, before the library's own last ones
 * @param poolPasswd further entries of pool_passwd, for roles made by hand; a secret
 * @param pod how the pods are placed and what they get
 * @param service the Service in front of them
 * @since 0.1
 */
public record RouterSettings(
    int pods,
    String version,
    Image image,
    int port,
    SortedMap<String, String> parameters,
    List<HbaRule> hba,
    List<PoolPasswdEntry> poolPasswd,
    PodSettings pod,
    ServiceSettings service) {
  /** Keeps its own copies. */
  public RouterSettings {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    hba = List.copyOf(hba);
    poolPasswd = List.copyOf(poolPasswd);
  }
}
