package io.pgcluster.kubernetes;

import tools.jackson.databind.JsonNode;

/** What a user of the fake API server may do, as both of its reviews answer it. */
record Rules(String json) {
  String all() {
    return "{\"status\":{\"resourceRules\":" + json + "}}";
  }

  /** Whether it allows the one thing that a SelfSubjectAccessReview asks for. */
  String one(String review) {
    JsonNode asked = Json.read(review).path("spec").path("resourceAttributes");
    boolean allowed =
        new Permissions(Json.read(all()).path("status"))
            .allows(
                asked.path("verb").asString(),
                asked.path("group").asString(),
                asked.path("resource").asString());
    return "{\"status\":{\"allowed\":" + allowed + "}}";
  }
}
