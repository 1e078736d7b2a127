package io.pgcluster.spec;

import io.pgcluster.storage.StorageProvider;

/**
 * Describes the standbys. Not thread-safe.
 *
 * @since 0.1
 */
public final class StandbysBuilder extends ComponentBuilder<StandbysBuilder> {
  private int count = 1;
  private StorageProvider storage = DefaultStorage.claim();

  StandbysBuilder() {}

  @Override
  StandbysBuilder self() {
    return this;
  }

  void from(InstanceGroup group) {
    from(group.pod(), group.service());
    count = group.count();
    storage = group.storage();
  }

  InstanceGroup build() {
    return new InstanceGroup(count, storage, pod(), serviceSettings());
  }

  /**
   * How many standbys. Default 1.
   *
   * @param newCount 0 to 64
   * @return this
   */
  public StandbysBuilder count(int newCount) {
    this.count = newCount;
    return this;
  }

  /**
   * Where each standby's data lives. Default: a claim of 10Gi of the cluster's default StorageClass
   * for each.
   *
   * @param provider the storage
   * @return this
   */
  public StandbysBuilder storage(StorageProvider provider) {
    this.storage = provider;
    return this;
  }
}
