package io.pgcluster.runtime;

import io.pgcluster.config.PgpoolCatalogue;
import io.pgcluster.config.PostgresCatalogue;
import io.pgcluster.config.TakesEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Which parameters of a program change, and what that takes.
 *
 * @param fields by the parameters' names, in their order
 * @param restart those that take effect when the program starts
 * @param lowered those of PostgreSQL that a standby needs at least as high as its primary and that
 *     become lower: the primary is restarted first
 * @param raised those of them that become higher: the standbys are restarted first
 * @since 0.1
 */
public record ParameterChanges(
    List<FieldChange> fields, List<String> restart, List<String> lowered, List<String> raised) {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  /** Keeps its own copies. */
  public ParameterChanges {
    fields = List.copyOf(fields);
    restart = List.copyOf(restart);
    lowered = List.copyOf(lowered);
    raised = List.copyOf(raised);
  }

  /**
   * Of PostgreSQL.
   *
   * @param major its version
   * @param before the parameters there, by name
   * @param after those wanted
   * @return what is not the same
   */
  public static ParameterChanges postgres(
      int major, Map<String, String> before, Map<String, String> after) {
    PostgresCatalogue catalogue = PostgresCatalogue.of(major);
    return between(before, after, catalogue::takesEffect);
  }

  /**
   * Of pgpool.
   *
   * @param version its version
   * @param before the parameters there, by name
   * @param after those wanted
   * @return what is not the same
   */
  public static ParameterChanges pgpool(
      String version, Map<String, String> before, Map<String, String> after) {
    PgpoolCatalogue catalogue = PgpoolCatalogue.of(version);
    return between(before, after, catalogue::takesEffect);
  }

  private static ParameterChanges between(
      Map<String, String> before,
      Map<String, String> after,
      Function<String, Optional<TakesEffect>> effects) {
    List<FieldChange> fields = new ArrayList<>();
    List<String> restart = new ArrayList<>();
    List<String> lowered = new ArrayList<>();
    List<String> raised = new ArrayList<>();
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      Optional<String> was = Optional.ofNullable(before.get(name));
      Optional<String> is = Optional.ofNullable(after.get(name));
      if (was.equals(is)) {
        continue;
      }
      fields.add(new FieldChange(name, was, is));
      if (needsRestart(effects.apply(name))) {
        restart.add(name);
      }
      if (PostgresCatalogue.STANDBY_NEEDS.contains(name)) {
        (isLower(is, was) ? lowered : raised).add(name);
      }
    }
    return new ParameterChanges(fields, restart, lowered, raised);
  }

  private static boolean needsRestart(Optional<TakesEffect> effect) {
    return effect.filter(e -> e == TakesEffect.RESTART || e == TakesEffect.NEVER).isPresent();
  }

  /** A value that goes back to the default may be lower. */
  private static boolean isLower(Optional<String> is, Optional<String> was) {
    if (was.isEmpty() || !isNumber(was.get())) {
      return false;
    }
    return is.isEmpty() || (isNumber(is.get()) && number(is.get()) < number(was.get()));
  }

  private static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  private static long number(String text) {
    return Long.parseLong(text);
  }

  /**
   * Why servers cannot be restarted one after the other: whoever goes first, a standby would have
   * less of something than its primary, and not replay any more.
   *
   * @return the reason and the way round; empty when they can
   */
  public Optional<String> conflict() {
    return lowered.isEmpty() || raised.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s is raised while %s is lowered, and a standby needs both at least as high as its primary at every moment; apply the higher values first, and the lower ones after that"
                .formatted(String.join(", ", raised), String.join(", ", lowered)));
  }

  /**
   * Whether nothing changes.
   *
   * @return true when all are the same
   */
  public boolean isEmpty() {
    return fields.isEmpty();
  }
}
