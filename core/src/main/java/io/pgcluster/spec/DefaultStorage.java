package io.pgcluster.spec;

import io.pgcluster.storage.PvcStorage;
import io.pgcluster.storage.StorageProvider;

/** The storage that is taken when none is named. */
final class DefaultStorage {
  private DefaultStorage() {}

  /** A claim of 10Gi of the default StorageClass. */
  static StorageProvider claim() {
    return PvcStorage.size("10Gi");
  }
}
