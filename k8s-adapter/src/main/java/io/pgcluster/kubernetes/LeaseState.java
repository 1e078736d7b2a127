package io.pgcluster.kubernetes;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A Lease as it was read, by the server's clock.
 *
 * @param object the Lease; empty where there is none
 * @param now the server's clock when it was read
 */
record LeaseState(Optional<JsonNode> object, Instant now) {
  /** What was begun and not finished; the annotation is there while it is so. */
  static final String UNFINISHED = "pgcluster.io/unfinished";

  /** The clocks of servers and the second's resolution of their Date header. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private JsonNode spec() {
    return object.map(o -> o.path("spec")).orElse(Json.EMPTY);
  }

  String holder() {
    return spec().path("holderIdentity").asString("");
  }

  String holderForPeople() {
    return Holder.parse(holder()).map(Holder::forPeople).orElseGet(this::holder);
  }

  /** Whether somebody holds it now, as far as we can see. */
  boolean isHeld() {
    String holder = holder();
    if (holder.isEmpty() || Holder.parse(holder).filter(Holder::isKnownToBeDead).isPresent()) {
      return false;
    }
    try {
      Instant renewed = Instant.parse(spec().path("renewTime").asString(""));
      long seconds = spec().path("leaseDurationSeconds").asLong(0);
      return now.isBefore(renewed.plusSeconds(seconds).plus(TOLERANCE));
    } catch (DateTimeException neverRenewed) {
      return false;
    }
  }

  /** Such as {@code apply}; empty when all that was begun was finished. */
  String unfinished() {
    return object
        .map(o -> o.path("metadata").path("annotations").path(UNFINISHED).asString(""))
        .orElse("");
  }
}
