/**
 * What every other package stands on: the root of all errors and the violations of a description.
 */
@NullMarked
package io.pgcluster;

import org.jspecify.annotations.NullMarked;
