/** What is asked of a running cluster in SQL: the proof that it does what it is for. */
@NullMarked
package io.pgcluster.jdbc;

import org.jspecify.annotations.NullMarked;
