/**
 * The ports of {@code io.pgcluster.runtime} against the Kubernetes API: preflight, apply, await,
 * status, verify, find, list and delete, with no more than the rights of a namespaced Role.
 */
@NullMarked
package io.pgcluster.kubernetes;

import org.jspecify.annotations.NullMarked;
