/** Measurements: what the library costs, beside what people use instead. */
@NullMarked
package io.pgcluster.benchmarks;

import org.jspecify.annotations.NullMarked;
