package io.pgcluster.spec;

import io.pgcluster.Violation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Memberships between described roles: a role is never, however indirectly, its own member. */
final class MembershipCheck {
  private MembershipCheck() {}

  static void check(Problems at, List<Role> roles) {
    Map<String, List<String>> groups = new HashMap<>();
    roles.forEach(r -> groups.putIfAbsent(r.name(), r.groups()));
    for (int i = 0; i < roles.size(); i++) {
      String name = roles.get(i).name();
      if (reaches(name, name, groups, new HashSet<>())) {
        at.at(i)
            .at("memberOf")
            .add(
                "makes %s a member of itself, which PostgreSQL refuses"
                    .formatted(Violation.shown(name)));
      }
    }
  }

  private static boolean reaches(
      String from, String target, Map<String, List<String>> groups, Set<String> seen) {
    for (String group : groups.getOrDefault(from, List.of())) {
      if (group.equals(target) || (seen.add(group) && reaches(group, target, groups, seen))) {
        return true;
      }
    }
    return false;
  }
}
