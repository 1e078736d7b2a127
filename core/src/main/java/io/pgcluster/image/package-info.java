/** Container images and the contracts they keep: where programs are, which uid runs them. */
@NullMarked
package io.pgcluster.image;

import org.jspecify.annotations.NullMarked;
