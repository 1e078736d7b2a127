package io.pgcluster.yaml;

import java.util.List;
import java.util.Map;

/** A parsed document, each part with its place. */
sealed interface Node {
  Place place();

  /** What a scalar is when it stands without quotes. */
  enum Kind {
    /** Neither of the others. */
    TEXT("text"),
    /** Of JSON or YAML. */
    NUMBER("a number"),
    /** In any case of letters YAML allows. */
    BOOLEAN("true or false"),
    /** Nothing, {@code ~} or {@code null}. */
    EMPTY("empty");

    private final String shown;

    Kind(String shown) {
      this.shown = shown;
    }
  }

  /** What the node is, in the words of an error. */
  String what();

  /** A text, number, boolean or nothing, as it is written. */
  record Scalar(Place place, Kind kind, String text) implements Node {
    @Override
    public String what() {
      return kind.shown;
    }

    /** Without the text, which may be a password. */
    @Override
    public String toString() {
      return "Scalar[" + place + ", " + kind + "]";
    }
  }

  /** A list. */
  record Items(Place place, List<Node> items) implements Node {
    @Override
    public String what() {
      return "a list";
    }
  }

  /** A map, in the order of the document. */
  record Keys(Place place, Map<String, Node> values) implements Node {
    @Override
    public String what() {
      return "a map";
    }
  }
}
