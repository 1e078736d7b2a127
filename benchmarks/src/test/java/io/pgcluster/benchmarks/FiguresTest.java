package io.pgcluster.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void reads_what_a_jvm_printed_and_nothing_else() {
    Figures figures = new Figures();

    figures.read("ms\tours\t2.0\nWARN: a library speaks\nms\tours\t4.0\nms\ttheirs\t9.0\n");

    assertThat(figures.of("ms").names()).containsExactly("ours", "theirs");
    assertThat(figures.of("ms").median("ours")).isEqualTo(3.0);
    assertThat(figures.of("ms").ratio("ours", "theirs")).isCloseTo(1 / 3.0, within(1e-9));
  }

  @Test
  void compares_in_one_table() {
    Figures figures = new Figures();

    figures.read("threads\tours\t0.0\nthreads\ttheirs\t1.0\nfiles\tours\t0.0\nfiles\ttheirs\t2.0");

    assertThat(figures.compare())
        .isEqualTo("| | ours | theirs |\n|---|---|---|\n| threads | 0 | 1 |\n| files | 0 | 2 |\n");
  }
}
