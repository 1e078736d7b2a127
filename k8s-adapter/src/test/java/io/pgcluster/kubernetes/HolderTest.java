package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.LongRange;

class HolderTest {
  @Property(tries = 200)
  void reads_what_it_writes(
      @ForAll @AlphaChars String host,
      @ForAll @LongRange(min = 1, max = 4194304) long pid,
      @ForAll @LongRange(min = 0, max = 99_999_999_999_999L) long start,
      @ForAll @AlphaChars String machine) {
    Holder holder = new Holder(host, pid, start, machine);
    assertThat(Holder.parse(holder.newIdentity())).contains(holder);
  }

  @Property(tries = 500)
  void takes_any_text_of_others(@ForAll String text) {
    Holder.parse(text).ifPresent(holder -> assertThat(text.replaceFirst("#.*$", "")).isNotEmpty());
  }

  @Example
  void this_process_is_not_dead_and_each_hold_is_another() {
    assertThat(Holder.self().isKnownToBeDead()).isFalse();
    assertThat(Holder.self().newIdentity()).isNotEqualTo(Holder.self().newIdentity());
    assertThat(Holder.parse(Holder.self().newIdentity())).contains(Holder.self());
  }

  @Example
  void a_process_of_another_machine_is_never_known_to_be_dead() {
    assertThat(new Holder("h", 1, 1, "other").isKnownToBeDead()).isFalse();
    assertThat(new Holder("h", 1, 1, "").isKnownToBeDead()).isFalse();
  }
}
