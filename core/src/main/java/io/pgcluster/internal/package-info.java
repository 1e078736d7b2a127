/** What several packages share and is not API. */
@NullMarked
package io.pgcluster.internal;

import org.jspecify.annotations.NullMarked;
