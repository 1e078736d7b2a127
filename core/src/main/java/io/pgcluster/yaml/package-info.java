/**
 * The YAML form of a description and its JSON Schema. One table of keys drives the reader, the
 * writer and the schema, so that they cannot disagree.
 */
@NullMarked
package io.pgcluster.yaml;

import org.jspecify.annotations.NullMarked;
