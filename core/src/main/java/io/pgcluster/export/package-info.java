/**
 * A cluster in the forms of other tools: YAML files, a kustomize base, a Helm chart, JSON. Pure:
 * what becomes of the texts is the caller's business.
 */
@NullMarked
package io.pgcluster.export;

import org.jspecify.annotations.NullMarked;
