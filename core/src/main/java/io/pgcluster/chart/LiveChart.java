package io.pgcluster.chart;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A running installation of the chart, as its objects tell it: values, files, and what it did with
 * them. Immutable; shows no secrets.
 *
 * @param namespace where it runs
 * @param deployment the Deployment of the primary
 * @param statefulSet the StatefulSet of the standbys; empty when there is none
 * @param router the Deployment of pgpool; empty when there is none
 * @param claim the claim of the primary
 * @param volume the PersistentVolume it is bound to; empty while it is not bound
 * @param flexVolume whether that volume is one of the plugin that is gone
 * @param dataFolder the data folder below the mount, such as {@code primary-deployment}
 * @param standbys how many standbys it has
 * @param zone where the disk is; empty when its volume could not be read or does not say
 * @param values of the chart, by their paths; passwords among them
 * @param files of the chart, by their paths; passwords among them
 * @since 0.1
 */
public record LiveChart(
    String namespace,
    String deployment,
    Optional<String> statefulSet,
    Optional<String> router,
    String claim,
    Optional<String> volume,
    boolean flexVolume,
    String dataFolder,
    int standbys,
    Optional<String> zone,
    Map<String, String> values,
    Map<String, String> files) {
  /** Keeps its own copies. */
  public LiveChart {
    values = new TreeMap<>(values);
    files = new TreeMap<>(files);
  }

  /**
   * Finds the installation among the objects of a namespace, whatever its values named them.
   *
   * @param namespace the namespace
   * @param objects its Deployments, StatefulSets, Services, Secrets, ConfigMaps and claims, and the
   *     PersistentVolumes that can be read; others do not matter
   * @return what they say
   * @throws io.pgcluster.PgClusterException if there is none, more than one, or a part is missing
   */
  public static LiveChart of(String namespace, Collection<? extends HasMetadata> objects) {
    return new LiveChartReader(namespace, objects).read();
  }

  /**
   * The import of what runs, with its own passwords.
   *
   * @param disk makes the primary's storage of the volume id
   * @return to be read, or changed before
   */
  public ChartImport importWith(ChartDisk disk) {
    ChartImport chart = ChartImport.of(disk).standbys(standbys);
    for (Map.Entry<String, String> value : values.entrySet()) {
      chart = chart.set(value.getKey(), value.getValue());
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      chart = chart.file(file.getKey(), file.getValue());
    }
    return zone.isPresent() ? chart.inZone(zone.get()) : chart;
  }

  /** Without values and files, which hold passwords. */
  @Override
  public String toString() {
    return "LiveChart[%s in %s, disk %s, %d standbys]"
        .formatted(deployment, namespace, volume.orElse("unbound"), standbys);
  }
}
