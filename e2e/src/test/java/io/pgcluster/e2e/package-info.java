/** What only a real Kubernetes can show: the one that KUBECONFIG names. */
@NullMarked
package io.pgcluster.e2e;

import org.jspecify.annotations.NullMarked;
