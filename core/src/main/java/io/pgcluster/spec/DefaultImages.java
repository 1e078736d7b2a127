package io.pgcluster.spec;

import io.pgcluster.image.Image;
import io.pgcluster.image.ImageContract;
import java.util.Optional;

/** The images that are taken when none is named, behind the registry that the caller named. */
final class DefaultImages {
  private DefaultImages() {}

  static Image postgres(int version, Optional<String> registry) {
    return new Image(behind(registry, "postgres:" + version), ImageContract.OFFICIAL_POSTGRES);
  }

  static Image router(String version, Optional<String> registry) {
    return new Image(behind(registry, "pgpool/pgpool:" + version), ImageContract.OFFICIAL_PGPOOL);
  }

  private static String behind(Optional<String> registry, String name) {
    return registry.map(r -> (r.endsWith("/") ? r : r + "/") + name).orElse(name);
  }
}
