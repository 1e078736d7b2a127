/** What a cluster is: immutable values, the builder that makes them, their validation and YAML. */
@NullMarked
package io.pgcluster.spec;

import org.jspecify.annotations.NullMarked;
