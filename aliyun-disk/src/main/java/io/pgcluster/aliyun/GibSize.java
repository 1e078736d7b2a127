package io.pgcluster.aliyun;

import io.pgcluster.storage.VolumeRules;
import java.math.BigDecimal;
import java.util.Optional;

/** Sizes of disks, which are sold in whole GiB. */
final class GibSize {
  private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);

  private GibSize() {}

  /** What is wrong with a size; nothing where it is not even well-formed. */
  static Optional<String> problem(String size, Minimum least) {
    if (VolumeRules.size(size).isPresent()) {
      return Optional.empty();
    }
    BigDecimal[] gib = VolumeRules.bytes(size).orElse(BigDecimal.ZERO).divideAndRemainder(GIB);
    if (gib[1].signum() != 0) {
      return Optional.of(
          "%s is not a whole number of GiB, in which disks are sold; write Gi".formatted(size));
    }
    return gib[0].compareTo(BigDecimal.valueOf(least.gib())) < 0
        ? Optional.of(
            "%s is below the minimum of %s, %dGi".formatted(size, least.what(), least.gib()))
        : Optional.empty();
  }
}
