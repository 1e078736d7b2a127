/** Passwords and every form in which PostgreSQL, pgpool and Kubernetes keep them. */
@NullMarked
package io.pgcluster.credential;

import org.jspecify.annotations.NullMarked;
