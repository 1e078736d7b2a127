/** What runs inside the pods of instances: scripts, postgresql.conf, pg_hba.conf, setup SQL. */
@NullMarked
package io.pgcluster.topology;

import org.jspecify.annotations.NullMarked;
