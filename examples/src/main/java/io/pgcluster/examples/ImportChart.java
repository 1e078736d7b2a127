package io.pgcluster.examples;

import io.pgcluster.aliyun.AliyunDisk;
import io.pgcluster.chart.ChartDisk;
import io.pgcluster.chart.ChartImport;
import io.pgcluster.chart.ImportReport;
import io.pgcluster.chart.LiveChart;
import io.pgcluster.chart.MovePlan;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The Helm chart of 2018 as a description: what is wrong in it, and how it is put right. Reads a
 * folder with the chart's {@code values.yaml}, {@code primary-configs} and {@code pool-configs}, or
 * the chart as it runs in a namespace.
 *
 * @since 0.1
 */
public final class ImportChart {
  private static final ChartDisk DISK =
      // tag::disk
      (id, size, zone) -> AliyunDisk.volume(id).withSize(size).withZone(zone);

  // end::disk

  private ImportChart() {}

  /**
   * Prints the report, and for a namespace the plan of how to move.
   *
   * @param args a folder, the disk's id and its zone; or a namespace alone
   * @throws IOException if a file cannot be read
   */
  public static void main(String... args) throws IOException {
    System.out.print(
        args.length == 1 ? move(args[0]) : report(Path.of(args[0]), args[1], args[2]).render());
  }

  static ImportReport report(Path folder, String diskId, String zone) throws IOException {
    // tag::import
    ChartImport chart =
        ChartImport.of(DISK)
            .values(Files.readString(folder.resolve("values.yaml")))
            .set("primary.pv.volumeId", diskId) // helm's --set
            .inZone(zone);
    // end::import
    for (Path file : files(folder)) {
      chart = chart.file(folder.relativize(file).toString(), Files.readString(file));
    }
    return chart.read();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> folder.relativize(file).toString().matches("(primary|pool)-configs/.*"))
          .sorted()
          .toList();
    }
  }

  static String move(String namespace) {
    try (var clusters = KubernetesPgClusters.connect().inNamespace(namespace)) {
      // tag::move
      LiveChart live = clusters.findChart();
      ImportReport report = live.importWith(DISK).read();
      MovePlan move = MovePlan.of(live, report.cluster());
      return report.render() + move.render();
      // end::move
    }
  }
}
