package io.pgcluster.kubernetes;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What the caller may do, as a SelfSubjectRulesReview says.
 *
 * @param status of the review
 */
record Permissions(JsonNode status) {
  boolean allows(String verb, String group, String resource) {
    for (JsonNode rule : status.path("resourceRules")) {
      if (has(rule.path("verbs"), verb)
          && has(rule.path("apiGroups"), group)
          && hasResource(rule.path("resources"), resource)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Some authorizers cannot list their rules: then what is not there may be allowed all the same.
   */
  boolean isIncomplete() {
    return status.path("incomplete").asBoolean(false);
  }

  List<String> missing(Rights.Right right) {
    List<String> missing = new ArrayList<>(right.verbs());
    missing.removeIf(verb -> allows(verb, right.group(), right.resource()));
    return missing;
  }

  private static boolean hasResource(JsonNode resources, String wanted) {
    int slash = wanted.indexOf('/');
    return has(resources, wanted) || (slash > 0 && has(resources, "*" + wanted.substring(slash)));
  }

  private static boolean has(JsonNode values, String wanted) {
    for (JsonNode value : values) {
      String text = value.asString("");
      if (text.equals("*") || text.equals(wanted)) {
        return true;
      }
    }
    return false;
  }
}
