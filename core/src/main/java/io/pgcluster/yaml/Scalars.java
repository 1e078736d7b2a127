package io.pgcluster.yaml;

import io.pgcluster.PgClusterException;
import io.pgcluster.Violation;
import io.pgcluster.credential.Password;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The shapes of single values. */
final class Scalars {
  /** A text; a number or boolean without quotes is refused, as it may not mean what it shows. */
  static final Shape<String> TEXT =
      new Shape<>() {
        @Override
        public Optional<String> read(Node node, Report report) {
          if (node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.TEXT) {
            return Optional.of(scalar.text());
          }
          boolean quotable = node instanceof Node.Scalar scalar && scalar.kind() != Node.Kind.EMPTY;
          return Shape.wrong(node, report, quotable ? "text; put it in quotes" : "text");
        }

        @Override
        public Object write(String value) {
          return value;
        }

        @Override
        public Map<String, Object> schema() {
          return Schemas.type("string");
        }
      };

  /** A value whose unit decides: {@code 8MB}, {@code 200}, {@code 1.1} and {@code on} alike. */
  static final Shape<String> LOOSE_TEXT =
      new Shape<>() {
        @Override
        public Optional<String> read(Node node, Report report) {
          if (node instanceof Node.Scalar scalar && scalar.kind() != Node.Kind.EMPTY) {
            return Optional.of(scalar.text());
          }
          return Shape.wrong(node, report, "text, a number, true or false");
        }

        @Override
        public Object write(String value) {
          return value;
        }

        @Override
        public Map<String, Object> schema() {
          Map<String, Object> schema = Schemas.type("string");
          schema.put("type", List.of("string", "number", "boolean"));
          return schema;
        }
      };

  static final Shape<Boolean> BOOLEAN =
      new Shape<>() {
        @Override
        public Optional<Boolean> read(Node node, Report report) {
          if (node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.BOOLEAN) {
            return Optional.of(scalar.text().equalsIgnoreCase("true"));
          }
          return Shape.wrong(node, report, "true or false");
        }

        @Override
        public Object write(Boolean value) {
          return value;
        }

        @Override
        public Map<String, Object> schema() {
          return Schemas.type("boolean");
        }
      };

  static final Shape<Long> LONG = whole(Long::valueOf, "");

  static final Shape<Integer> INTEGER =
      whole(Integer::valueOf, " between -2147483648 and 2147483647");

  /** Read, but never written. */
  static final Shape<Password> PASSWORD =
      new Shape<>() {
        @Override
        public Optional<Password> read(Node node, Report report) {
          return TEXT.read(node, report)
              .flatMap(
                  text -> {
                    try {
                      return Optional.of(Password.of(text));
                    } catch (PgClusterException e) {
                      report.add(node.place(), String.valueOf(e.getMessage()));
                      return Optional.empty();
                    }
                  });
        }

        @Override
        public Object write(Password value) {
          throw new UnsupportedOperationException("passwords are not written");
        }

        @Override
        public boolean isSecret() {
          return true;
        }

        @Override
        public Map<String, Object> schema() {
          Map<String, Object> schema = Schemas.type("string");
          schema.put("minLength", 1);
          schema.put("writeOnly", true);
          return schema;
        }
      };

  private Scalars() {}

  private static <T> Shape<T> whole(Function<String, T> parse, String range) {
    return new Shape<>() {
      @Override
      public Optional<T> read(Node node, Report report) {
        if (!(node instanceof Node.Scalar scalar) || scalar.kind() != Node.Kind.NUMBER) {
          return Shape.wrong(node, report, "a whole number without quotes");
        }
        try {
          return Optional.of(parse.apply(scalar.text()));
        } catch (NumberFormatException e) {
          report.add(
              node.place(),
              "%s is not a whole number%s".formatted(Violation.shown(scalar.text()), range));
          return Optional.empty();
        }
      }

      @Override
      public Object write(T value) {
        return value;
      }

      @Override
      public Map<String, Object> schema() {
        return Schemas.type("integer");
      }
    };
  }

  /** One of some texts. */
  static <T> Shape<T> oneOf(List<T> values, Function<T, String> name) {
    List<String> names = values.stream().map(name).toList();
    return new Shape<>() {
      @Override
      public Optional<T> read(Node node, Report report) {
        Optional<String> text = TEXT.read(node, report);
        Optional<T> value =
            text.flatMap(t -> values.stream().filter(v -> name.apply(v).equals(t)).findFirst());
        if (text.isPresent() && value.isEmpty()) {
          report.add(
              node.place(),
              "%s is none of %s".formatted(Violation.shown(text.get()), String.join(", ", names)));
        }
        return value;
      }

      @Override
      public Object write(T value) {
        return name.apply(value);
      }

      @Override
      public Map<String, Object> schema() {
        return Schemas.oneOfTexts(names);
      }
    };
  }
}
