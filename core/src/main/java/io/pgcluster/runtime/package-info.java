/** The ports that every runtime implements, and the values they speak in. */
@NullMarked
package io.pgcluster.runtime;

import org.jspecify.annotations.NullMarked;
