package io.pgcluster.config;

import java.util.Set;

/**
 * One element of the lists of a rule, told apart as {@link HbaRule} says.
 *
 * @param kind what it stands for
 * @param text a keyword, a name without quotes, a role without the plus, a pattern with its slash
 */
record HbaElement(Kind kind, String text) {
  static final Set<String> DATABASE_KEYWORDS =
      Set.of("all", "sameuser", "samerole", "samegroup", "replication");
  static final Set<String> USER_KEYWORDS = Set.of("all");

  /** What an element can stand for. */
  enum Kind {
    KEYWORD,
    NAME,
    QUOTED_NAME,
    MEMBERS,
    PATTERN
  }

  static HbaElement database(String element) {
    HbaElement database = of(element, DATABASE_KEYWORDS);
    return database.kind() == Kind.MEMBERS ? new HbaElement(Kind.NAME, element) : database;
  }

  static HbaElement user(String element) {
    return of(element, USER_KEYWORDS);
  }

  private static HbaElement of(String element, Set<String> keywords) {
    if (keywords.contains(element)) {
      return new HbaElement(Kind.KEYWORD, element);
    }
    if (element.length() > 1 && element.startsWith("\"") && element.endsWith("\"")) {
      String name = element.substring(1, element.length() - 1).replace("\"\"", "\"");
      return new HbaElement(Kind.QUOTED_NAME, name);
    }
    if (element.startsWith("+") && element.length() > 1) {
      return new HbaElement(Kind.MEMBERS, element.substring(1));
    }
    return new HbaElement(element.startsWith("/") ? Kind.PATTERN : Kind.NAME, element);
  }

  /** As it stands in the file: only keywords, plain names and the plus are without quotes. */
  String inFile() {
    return switch (kind) {
      case KEYWORD -> text;
      case MEMBERS -> "+" + HbaText.token(text);
      case NAME, QUOTED_NAME, PATTERN ->
          DATABASE_KEYWORDS.contains(text) ? HbaText.quoted(text) : HbaText.token(text);
    };
  }
}
