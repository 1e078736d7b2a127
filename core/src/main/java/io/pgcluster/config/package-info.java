/** Parameter catalogues, and one class for each configuration file of PostgreSQL and pgpool. */
@NullMarked
package io.pgcluster.config;

import org.jspecify.annotations.NullMarked;
