package io.pgcluster.storage;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which PersistentVolumes a claim takes, by their labels, with the meaning of a LabelSelector.
 * Kubernetes provisions nothing for a claim that has one: the volumes have to be there.
 *
 * @param matchLabels labels with exactly these values
 * @param matchExpressions further conditions, all of which have to hold
 * @since 0.1
 */
public record VolumeSelector(
    SortedMap<String, String> matchLabels, List<Expression> matchExpressions) {
  /** How a label compares. */
  public enum Operator {
    /** The label has one of the values. */
    IN("In"),
    /** The label is missing or has none of the values. */
    NOT_IN("NotIn"),
    /** The label is there. */
    EXISTS("Exists"),
    /** The label is missing. */
    DOES_NOT_EXIST("DoesNotExist");

    private final String kubernetesName;

    Operator(String kubernetesName) {
      this.kubernetesName = kubernetesName;
    }

    private boolean comparesValues() {
      return this == IN || this == NOT_IN;
    }

    /** As Kubernetes writes it. */
    @Override
    public String toString() {
      return kubernetesName;
    }
  }

  /**
   * A condition on one label.
   *
   * @param key the label
   * @param operator how it compares
   * @param values with what, for {@code IN} and {@code NOT_IN}
   * @since 0.1
   */
  public record Expression(String key, Operator operator, List<String> values) {
    /** Keeps its own copy. */
    public Expression {
      values = List.copyOf(values);
    }
  }

  /** Keeps its own copies. */
  public VolumeSelector {
    matchLabels = Collections.unmodifiableSortedMap(new TreeMap<>(matchLabels));
    matchExpressions = List.copyOf(matchExpressions);
  }

  void check(Problems problems, String field) {
    if (matchLabels.isEmpty() && matchExpressions.isEmpty()) {
      problems.add(field, "selects every volume; name labels, or leave it out");
    }
    matchLabels.forEach(
        (key, value) -> {
          problems.add(field + ".matchLabels", VolumeRules.labelKey(key));
          problems.add(field + ".matchLabels", VolumeRules.labelValue(value));
        });
    for (int i = 0; i < matchExpressions.size(); i++) {
      check(problems, "%s.matchExpressions[%d]".formatted(field, i), matchExpressions.get(i));
    }
  }

  private static void check(Problems problems, String field, Expression expression) {
    problems.add(field + ".key", VolumeRules.labelKey(expression.key()));
    if (expression.operator().comparesValues() == expression.values().isEmpty()) {
      problems.add(
          field + ".values",
          expression.values().isEmpty()
              ? "is empty, but %s compares with values".formatted(expression.operator())
              : "has values, but %s compares with none".formatted(expression.operator()));
    }
    expression
        .values()
        .forEach(value -> problems.add(field + ".values", VolumeRules.labelValue(value)));
  }

  LabelSelector toModel() {
    List<LabelSelectorRequirement> requirements = new ArrayList<>();
    for (Expression expression : matchExpressions) {
      requirements.add(
          new LabelSelectorRequirement(
              expression.key(), expression.operator().toString(), expression.values()));
    }
    return new LabelSelector(requirements, matchLabels);
  }
}
