package io.pgcluster.aliyun;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"cn-hangzhou-b", "us-east-1a", "cn-heyuan-acdr-1b", "cn-qd-env17-d01", "zone-a"})
  void a_zone_may_be_named_as_the_cloud_at_hand_names_it(String zone) {
    assertThat(Places.zone(Optional.of(zone), Optional.empty())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hangzhou", "cn-hangzhou-", "CN-HANGZHOU-B", "cn hangzhou b", ""})
  void what_is_no_name_of_a_zone_is_refused(String zone) {
    assertThat(Places.zone(Optional.of(zone), Optional.empty())).isPresent();
  }
}
