package io.pgcluster.yaml;

import io.pgcluster.PgClusterException;
import io.pgcluster.Violation;
import io.pgcluster.storage.GroupVolumes;
import io.pgcluster.storage.StorageProvider;
import io.pgcluster.storage.VolumeRequest;
import java.util.List;
import java.util.Optional;

/** A kind of storage that another module could have. */
public record TapeStorage(String reel, int speed) implements StorageProvider {
  public TapeStorage {
    if (reel.equals("broken")) {
      throw new PgClusterException("this reel is broken");
    }
  }

  @Override
  public String type() {
    return "tape";
  }

  @Override
  public List<Violation> validate(String path, int instances) {
    return List.of();
  }

  @Override
  public GroupVolumes render(VolumeRequest request) {
    return new GroupVolumes(List.of(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
