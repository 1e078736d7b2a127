package io.pgcluster.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.aliyun.AliyunDisk;
import io.pgcluster.chart.Finding;
import io.pgcluster.chart.ImportReport;
import io.pgcluster.kubernetes.ExportFolder;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.yaml.PgClusterYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples that bring a cluster in and out. */
class ImportExportTest {
  /** What the chart's values.yaml says, its disk's id being a placeholder. */
  private static final String VALUES =
      """
      name: primary-replica
      container: {port: 5432, storage: 20Gi}
      image:
        repository: crunchydata
        postgres: crunchy-postgres
        pool: crunchy-pgpool
        tag: centos7-10.4-2.0.0
      primary:
        name: primary
        serviceType: ClusterIP
        resources: {cpu: 1000m, memory: 2Gi}
        pv: {name: primary-pv, volumeId: 123123, persistentVolumeReclaimPolicy: Retain}
        pvc: {storageClassName: alicloud-disk-ssd, name: primary-pvc, mode: ReadWriteOnce}
      replica:
        name: replica
        serviceType: ClusterIP
        resources: {cpu: 1000m, memory: 2Gi}
        pvc: {storageClassName: alicloud-disk-ssd}
      pgpool: {name: pgpool, serviceType: NodePort, nodePort: 30435}
      config:
        PG_USER: testuser
        PG_DATABASE: userdb
        PG_PASSWORD: password
        PG_PRIMARY_USER: primaryuser
        PG_PRIMARY_PASSWORD: password
        PG_ROOT_PASSWORD: password
      """;

  private static Path chart(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("primary-configs"));
    Files.writeString(folder.resolve("values.yaml"), VALUES);
    Files.writeString(
        folder.resolve("primary-configs/pg_hba.conf"),
        "local all all trust\nhost replication primaryuser 0.0.0.0/0 md5\nhost all all 0.0.0.0/0 md5\n");
    return folder;
  }

  @Test
  void the_chart_is_imported_with_its_defects(@TempDir Path folder) throws IOException {
    ImportReport report =
        ImportChart.report(chart(folder), "d-bp1j17ifxfasvts3tf40", "cn-hangzhou-b");
    PgCluster cluster = report.cluster();

    assertThat(cluster.primary().storage())
        .isEqualTo(
            AliyunDisk.volume("d-bp1j17ifxfasvts3tf40").withSize("20Gi").withZone("cn-hangzhou-b"));
    assertThat(report.of(Finding.Kind.DEFECT)).hasSizeGreaterThan(40);
    assertThat(PgClusterYaml.with(AliyunDisk.STATIC).write(cluster))
        .contains("type: aliyun-disk", "name: primary-replica")
        .doesNotContain(": password");
    assertThat(Captured.by(() -> main(folder))).isEqualTo(report.render());
  }

  private static void main(Path folder) {
    try {
      ImportChart.main(folder.toString(), "d-bp1j17ifxfasvts3tf40", "cn-hangzhou-b");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void the_placeholder_of_the_chart_is_no_disk(@TempDir Path folder) throws IOException {
    ImportReport report = ImportChart.report(chart(folder), "123123", "cn-hangzhou-b");

    assertThat(report.described()).isEmpty();
    assertThat(report.of(Finding.Kind.MISSING))
        .singleElement()
        .asString()
        .contains("primary.storage.disks[0].id")
        .contains("123123");
    assertThat(report.of(Finding.Kind.DEFECT)).hasSizeGreaterThan(40);
  }

  @Test
  void an_export_is_written_for_its_owner_alone(@TempDir Path folder) throws IOException {
    String json = Captured.by(() -> ExportCluster.main(folder.toString(), "db"));

    assertThat(PgClusterYaml.standard().read(json).standbys().count()).isEqualTo(2);
    assertThat(folder.resolve("base/kustomization.yaml")).exists();
    assertThat(folder.resolve("chart/templates/_helpers.tpl")).exists();
    Path secrets = folder.resolve("chart/secrets.yaml");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> ExportFolder.write(folder, Map.of("a", "b")))
        .hasMessage("folder %s: is not empty; give a new one, or empty it".formatted(folder));
  }
}
