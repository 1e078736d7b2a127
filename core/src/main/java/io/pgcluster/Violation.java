package io.pgcluster;

/**
 * One thing that is wrong with a description, and where.
 *
 * @param path the field, as the YAML form names it: {@code primary.storage.size}
 * @param problem what is wrong and what to do, without secrets
 * @since 0.1
 */
public record Violation(String path, String problem) {
  @Override
  public String toString() {
    return path + ": " + problem;
  }
}
