package io.pgcluster.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Parses one YAML document into nodes. Refused are: malformed YAML, a second document, an empty
 * one, keys that stand twice, aliases (which let a small text unfold into a huge one), and texts
 * that are too long or too deep to be a description.
 */
final class DocumentParser {
  private static final int MAX_CHARACTERS = 1024 * 1024;
  private static final int MAX_DEPTH = 40;

  private static final YAMLFactory FACTORY =
      YAMLFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private final YAMLParser parser;
  private final Report report;

  private DocumentParser(YAMLParser parser, Report report) {
    this.parser = parser;
    this.report = report;
  }

  /** The document; empty when it is refused as a whole. */
  static Optional<Node> parse(String text, Report report) {
    if (text.length() > MAX_CHARACTERS) {
      report.add(
          "", 1, "has more than %d characters; no description does".formatted(MAX_CHARACTERS));
      return Optional.empty();
    }
    try (YAMLParser parser = (YAMLParser) FACTORY.createParser(ObjectReadContext.empty(), text)) {
      return new DocumentParser(parser, report).document();
    } catch (JacksonException e) {
      report.add("", lineOf(e.getLocation()), "is not YAML: " + Syntax.problem(e));
      return Optional.empty();
    } catch (StackOverflowError e) {
      report.add("", 1, "is nested too deep");
      return Optional.empty();
    }
  }

  private Optional<Node> document() {
    JsonToken first = parser.nextToken();
    if (first == null) {
      report.add("", 1, "is empty; describe a cluster, at least its name");
      return Optional.empty();
    }
    Node root = node(first, "", line());
    if (parser.nextToken() != null) {
      report.add("", line(), "is followed by a second one; give one cluster a file");
      return Optional.empty();
    }
    return Optional.of(root);
  }

  private Node node(@Nullable JsonToken token, String path, int line) {
    Place place = new Place(path, line);
    report.seen(place);
    if (token == JsonToken.START_OBJECT) {
      return keys(place);
    }
    if (token == JsonToken.START_ARRAY) {
      return items(place);
    }
    if (parser.isCurrentAlias()) {
      report.add(place, "is an alias; write the value out");
      return new Node.Scalar(place, Node.Kind.EMPTY, "");
    }
    return scalar(place, token);
  }

  private Node scalar(Place place, @Nullable JsonToken token) {
    if (token == JsonToken.VALUE_STRING) {
      return new Node.Scalar(place, Node.Kind.TEXT, parser.getString());
    }
    if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      return new Node.Scalar(place, Node.Kind.NUMBER, parser.getString());
    }
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return new Node.Scalar(place, Node.Kind.BOOLEAN, parser.getString());
    }
    if (token != JsonToken.VALUE_NULL) {
      report.add(place, "has a tag that is not known here; leave the tag out");
    }
    return new Node.Scalar(place, Node.Kind.EMPTY, "");
  }

  private Node keys(Place place) {
    Map<String, Node> values = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String path = place.key(key);
      int line = line();
      Node value = node(parser.nextToken(), path, line);
      if (values.putIfAbsent(key, value) != null) {
        report.add(path, line, "stands here twice; leave one out");
      }
    }
    return new Node.Keys(place, values);
  }

  private Node items(Place place) {
    List<Node> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(node(token, place.index(items.size()), line()));
    }
    return new Node.Items(place, items);
  }

  private int line() {
    return lineOf(parser.currentTokenLocation());
  }

  private static int lineOf(@Nullable TokenStreamLocation location) {
    return location == null ? 1 : Math.max(1, location.getLineNr());
  }
}
