package io.pgcluster.spec;

import io.pgcluster.image.Image;
import io.pgcluster.image.ImageContract;
import org.jspecify.annotations.Nullable;

/**
 * What the caller said of an image; the rest follows the component's version and the registry, so
 * that a changed version changes the image too.
 */
final class ImageChoice {
  private @Nullable String reference;
  private @Nullable ImageContract contract;

  void reference(String newReference) {
    this.reference = newReference;
  }

  void contract(ImageContract newContract) {
    this.contract = newContract;
  }

  /** Takes what differs from the default, which goes on to follow the version. */
  void from(Image image, Image byDefault) {
    if (!image.reference().equals(byDefault.reference())) {
      reference = image.reference();
    }
    if (!image.contract().equals(byDefault.contract())) {
      contract = image.contract();
    }
  }

  Image resolve(Image byDefault) {
    return new Image(
        reference == null ? byDefault.reference() : reference,
        contract == null ? byDefault.contract() : contract);
  }
}
