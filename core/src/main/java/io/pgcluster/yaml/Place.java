package io.pgcluster.yaml;

import io.pgcluster.Violation;

/**
 * Where something stands in a document.
 *
 * @param path as violations name it; empty for the whole document
 * @param line from 1
 */
record Place(String path, int line) {
  String key(String key) {
    return Violation.path(path, key);
  }

  String index(int index) {
    return path + "[" + index + "]";
  }
}
