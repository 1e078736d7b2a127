package io.pgcluster.spec;

import io.pgcluster.InvalidSpecException;
import io.pgcluster.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** All that is wrong with a description, in the order of its fields. */
final class SpecCheck {
  /**
   * 63 characters of a label less the 11 of {@code controller-revision-hash} ('-' and ten), less 8
   * of {@code -primary} and {@code -replica}.
   */
  static final int MAX_NAME = 44;

  private static final int MAX_STANDBYS = 64;
  private static final Pattern NAME = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");

  private SpecCheck() {}

  /** Throws when anything is wrong, what the caller's texts were refused for first. */
  static PgCluster checked(PgCluster cluster, List<Violation> ofTexts) {
    List<Violation> violations = new ArrayList<>(ofTexts);
    violations.addAll(violations(cluster));
    if (!violations.isEmpty()) {
      throw new InvalidSpecException("PgCluster " + Violation.shown(cluster.name()), violations);
    }
    return cluster;
  }

  static List<Violation> violations(PgCluster cluster) {
    Problems problems = Problems.none();
    ServiceCheck services = new ServiceCheck();
    Map<String, String> disks = new HashMap<>();
    name(problems.at("name"), cluster.name());
    PostgresCheck.check(problems.at("postgres"), cluster);
    group(problems.at("primary"), cluster.primary(), services, disks);
    count(problems.at("standbys").at("count"), cluster.standbys().count());
    group(problems.at("standbys"), cluster.standbys(), services, disks);
    RouterCheck.check(problems.at("router"), cluster);
    services.check(problems.at("router").at("service"), cluster.router().service());
    AccessCheck.check(problems.at("access"), cluster);
    KubernetesCheck.check(problems.at("kubernetes"), cluster.kubernetes());
    return problems.found();
  }

  private static void name(Problems at, String name) {
    if (!NAME.matcher(name).matches()) {
      at.add(
          "%s is not a DNS label; use lower-case letters, digits and '-', a letter first and no '-' last"
              .formatted(Violation.shown(name)));
    }
    if (name.length() > MAX_NAME) {
      at.add(
          "has %d characters; at most %d leave room for -replica and the 11 that Kubernetes adds to make a label of 63"
              .formatted(name.length(), MAX_NAME));
    }
  }

  private static void count(Problems at, int count) {
    if (count < 0 || count > MAX_STANDBYS) {
      at.add("%d is outside 0 to %d".formatted(count, MAX_STANDBYS));
    }
  }

  private static void group(
      Problems at, InstanceGroup group, ServiceCheck services, Map<String, String> disks) {
    Problems storage = at.at("storage");
    storage.addAll(group.storage().validate(storage.path(), Math.max(1, group.count())));
    for (String disk : group.storage().usedDisks()) {
      String other = disks.putIfAbsent(disk, storage.path());
      if (other != null) {
        storage.add(
            "the disk %s is also in %s; two instances on one disk destroy it, take another"
                .formatted(disk, other));
      }
    }
    PodCheck.check(at.at("pod"), group.pod());
    services.check(at.at("service"), group.service());
  }
}
