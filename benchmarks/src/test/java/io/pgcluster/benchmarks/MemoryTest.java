package io.pgcluster.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryTest {
  @Test
  void adds_up_what_is_private_and_takes_the_whole_proportional_share() {
    Memory memory =
        Memory.parse(
            """
            55a1c0000000-7ffe00000000 ---p 00000000 00:00 0    [rollup]
            Rss:               30720 kB
            Pss:                5120 kB
            Pss_Anon:           1024 kB
            Pss_Shmem:          2048 kB
            Private_Clean:      1024 kB
            Private_Dirty:      2048 kB
            """);

    assertThat(memory).isEqualTo(new Memory(5, 3));
  }
}
