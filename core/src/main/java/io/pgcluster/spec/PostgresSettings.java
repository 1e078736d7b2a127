package io.pgcluster.spec;

import io.pgcluster.config.HbaRule;
import io.pgcluster.image.Image;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What all instances of a cluster share.
 *
 * @param version the major version, 14 to 18; default 17
 * @param image the image of every instance
 * @param port the port of every instance and of the Services primary and replica; default 5432
 * @param parameters server parameters by name, on top of the library's own
 * @param hba client authentication rules, before the library's own last ones
 * @param passwordEncryption how verifiers are stored
 * @since 0.1
 */
public record PostgresSettings(
    int version,
    Image image,
    int port,
    SortedMap<String, String> parameters,
    List<HbaRule> hba,
    PasswordEncryption passwordEncryption) {
  /** Keeps its own copies. */
  public PostgresSettings {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    hba = List.copyOf(hba);
  }
}
