package io.pgcluster.aliyun;

import io.pgcluster.Violation;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Violations of a record in the order of its fields, whoever found them.
 *
 * @param fields in their order
 * @param path of the record
 */
record FieldOrder(List<String> fields, String path) {
  static FieldOrder of(Class<? extends Record> type, String path) {
    return new FieldOrder(
        Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList(), path);
  }

  List<Violation> sorted(List<Violation> found) {
    return found.stream().sorted(Comparator.comparingInt(this::rank)).toList();
  }

  private int rank(Violation violation) {
    String below = violation.path().substring(path.length() + 1);
    return fields.indexOf(below.split("[.\\[]", 2)[0]);
  }
}
