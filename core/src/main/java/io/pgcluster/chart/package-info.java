/**
 * The Helm chart of 2018 and what became of it: its values and files become a description, with a
 * report of what was wrong and how it is put right; a running installation becomes a plan of how to
 * move. Pure, like the rest of {@code core}.
 */
@NullMarked
package io.pgcluster.chart;

import org.jspecify.annotations.NullMarked;
