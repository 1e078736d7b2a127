package io.pgcluster.spec;

import io.pgcluster.storage.StorageProvider;

/**
 * Describes the primary. Not thread-safe.
 *
 * @since 0.1
 */
public final class PrimaryBuilder extends ComponentBuilder<PrimaryBuilder> {
  private StorageProvider storage = DefaultStorage.claim();

  PrimaryBuilder() {}

  @Override
  PrimaryBuilder self() {
    return this;
  }

  void from(InstanceGroup group) {
    from(group.pod(), group.service());
    storage = group.storage();
  }

  InstanceGroup build() {
    return new InstanceGroup(1, storage, pod(), serviceSettings());
  }

  /**
   * Where the primary's data lives. Default: a claim of 10Gi of the cluster's default StorageClass.
   *
   * @param provider the storage
   * @return this
   */
  public PrimaryBuilder storage(StorageProvider provider) {
    this.storage = provider;
    return this;
  }
}
