/** Clusters as processes of this machine: the same description, the same calls, no Kubernetes. */
@NullMarked
package io.pgcluster.embedded;

import org.jspecify.annotations.NullMarked;
