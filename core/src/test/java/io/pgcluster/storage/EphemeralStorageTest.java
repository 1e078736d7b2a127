package io.pgcluster.storage;

import static io.pgcluster.storage.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EphemeralStorageTest extends StorageProviderContract {
  private static final VolumeRequest REQUEST =
      new VolumeRequest("orders", "db", "orders-replica", 2, "data", Map.of());

  @Override
  protected StorageKind kind() {
    return StorageKind.of(EphemeralStorage.onDisk());
  }

  @Override
  protected StorageProvider valid(int instances) {
    return EphemeralStorage.inMemory("1Gi");
  }

  @Override
  protected List<StorageProvider> invalid() {
    return List.of(new EphemeralStorage(Optional.empty(), true), EphemeralStorage.inMemory("1"));
  }

  @Test
  void is_a_folder_of_the_pod() {
    var disk = EphemeralStorage.onDisk().render(REQUEST).volume().orElseThrow().getEmptyDir();
    var limited =
        EphemeralStorage.onDisk()
            .withSizeLimit("2Gi")
            .render(REQUEST)
            .volume()
            .orElseThrow()
            .getEmptyDir();
    var memory =
        EphemeralStorage.inMemory("1Gi").render(REQUEST).volume().orElseThrow().getEmptyDir();

    assertThat(disk.getMedium()).isNull();
    assertThat(disk.getSizeLimit()).isNull();
    assertThat(limited.getSizeLimit()).hasToString("2Gi");
    assertThat(memory.getMedium()).isEqualTo("Memory");
    assertThat(memory.getSizeLimit()).hasToString("1Gi");
  }

  @Test
  void refuses_memory_without_limit() {
    assertRefused(new EphemeralStorage(Optional.empty(), true))
        .containsExactly(
            "sizeLimit: is missing; memory without a limit can take all that the node has");
  }
}
