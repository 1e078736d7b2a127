package io.pgcluster.image;

import java.util.Set;

/**
 * What the generated pods rely on inside an image.
 *
 * @param name the contract's name in the YAML form: {@code official-postgres}, {@code
 *     official-pgpool}, {@code debian-pgpool}, {@code own}
 * @param uid the numeric user the container runs as (never 0)
 * @param gid the numeric group, also the pod's fsGroup
 * @param programDirectory where the programs are, put in front of {@code PATH}; empty when {@code
 *     PATH} has them
 * @param programs the programs the image has, by their base names
 * @since 0.1
 */
public record ImageContract(
    String name, long uid, long gid, String programDirectory, Set<String> programs) {
  /** Keeps its own copy of the set. */
  public ImageContract {
    programs = Set.copyOf(programs);
  }
}
