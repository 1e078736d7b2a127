package io.pgcluster.runtime;

import io.pgcluster.runtime.ClusterStatus.Component;
import io.pgcluster.runtime.ReplicationStatus.Instance;
import java.util.List;
import java.util.Locale;

/** A {@link ReplicationStatus} as a tree: standbys hang from their primary. */
final class ReplicationText {
  private ReplicationText() {}

  static String of(ReplicationStatus status) {
    List<Instance> instances = status.instances();
    int width = instances.stream().mapToInt(i -> i.name().length()).max().orElse(0);
    StringBuilder text = new StringBuilder(status.cluster());
    for (int i = 0; i < instances.size(); i++) {
      Instance instance = instances.get(i);
      boolean primary = instance.role() == Component.PRIMARY;
      String branch = i == instances.size() - 1 ? "└─ " : "├─ ";
      String name = instance.name() + " ".repeat(width - instance.name().length());
      text.append('\n')
          .append(primary ? "└─ " : "   " + branch)
          .append(name)
          .append(primary ? "     " : "  ")
          .append(instance.role().name().toLowerCase(Locale.ROOT))
          .append("  ")
          .append(what(instance));
    }
    return text.toString();
  }

  private static String what(Instance instance) {
    if (instance.role() == Component.PRIMARY) {
      return "%s, at %s".formatted(instance.state(), instance.position());
    }
    if (instance.lagBytes() < 0) {
      return instance.state();
    }
    String lag = instance.lagBytes() == 0 ? "no lag" : ByteSize.of(instance.lagBytes()) + " behind";
    return "%s, at %s, %s".formatted(instance.state(), instance.position(), lag);
  }
}
