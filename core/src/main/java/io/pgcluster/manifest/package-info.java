/**
 * The Kubernetes objects of a cluster: one generator per kind, composed into the ordered, immutable
 * {@link io.pgcluster.manifest.Manifests}. Same input, same bytes.
 */
@NullMarked
package io.pgcluster.manifest;

import org.jspecify.annotations.NullMarked;
