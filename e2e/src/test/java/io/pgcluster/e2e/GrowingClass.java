package io.pgcluster.e2e;

import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;

/**
 * The default StorageClass under another name, allowed to grow, for as long as a test needs it.
 *
 * @param namespace that of the test, whose name it has
 */
record GrowingClass(TestNamespace namespace) implements AutoCloseable {
  static GrowingClass of(TestNamespace namespace) {
    var usual =
        namespace.admin().storage().v1().storageClasses().list().getItems().stream()
            .filter(
                c ->
                    "true"
                        .equals(
                            c.getMetadata()
                                .getAnnotations()
                                .get("storageclass.kubernetes.io/is-default-class")))
            .findFirst()
            .orElseThrow();
    namespace
        .admin()
        .resource(
            new StorageClassBuilder()
                .withNewMetadata()
                .withName(namespace.name())
                .endMetadata()
                .withProvisioner(usual.getProvisioner())
                .withParameters(usual.getParameters())
                .withVolumeBindingMode(usual.getVolumeBindingMode())
                .withReclaimPolicy(usual.getReclaimPolicy())
                .withAllowVolumeExpansion(true)
                .build())
        .create();
    return new GrowingClass(namespace);
  }

  String name() {
    return namespace.name();
  }

  @Override
  public void close() {
    namespace.admin().storage().v1().storageClasses().withName(name()).delete();
  }
}
