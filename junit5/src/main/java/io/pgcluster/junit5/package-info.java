/** Clusters for JUnit tests: an annotation, an extension, and what they inject. */
@NullMarked
package io.pgcluster.junit5;

import org.jspecify.annotations.NullMarked;
