package io.pgcluster.spec;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a container asks for and may use at most, as Kubernetes quantities ({@code 500m}, {@code
 * 1Gi}) by resource name ({@code cpu}, {@code memory}, …).
 *
 * @param requests what the scheduler reserves
 * @param limits what the container may not exceed
 * @since 0.1
 */
public record Resources(SortedMap<String, String> requests, SortedMap<String, String> limits) {
  /** Keeps its own copies. */
  public Resources {
    requests = Collections.unmodifiableSortedMap(new TreeMap<>(requests));
    limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
  }
}
