/** What runs inside the pods of the router: pgpool.conf, pool_hba.conf, pool_passwd. */
@NullMarked
package io.pgcluster.router;

import org.jspecify.annotations.NullMarked;
