package io.pgcluster.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parts a psql script into statements, each with what stands before it and the semicolon behind it;
 * put together again they are the script. A psql command ends with its line.
 */
final class SqlStatements {
  private static final Pattern DOLLAR = Pattern.compile("\\$(?:[A-Za-z_][A-Za-z_0-9]*)?\\$");

  private final String script;
  private final List<String> statements = new ArrayList<>();
  private int start;
  private int at;

  private SqlStatements(String script) {
    this.script = script;
  }

  static List<String> of(String script) {
    return new SqlStatements(script).split();
  }

  private List<String> split() {
    boolean empty = true; // nothing but blanks and comments since the last statement
    while (at < script.length()) {
      char c = script.charAt(at);
      if (c == ';') {
        at++;
        cut();
        empty = true;
      } else if (c == '\\' && empty) {
        skipTo("\n");
        cut();
      } else if (script.startsWith("--", at)) {
        skipTo("\n");
      } else if (script.startsWith("/*", at)) {
        skipTo("*/");
      } else {
        empty &= Character.isWhitespace(c);
        skip(c);
      }
    }
    cut();
    return statements;
  }

  private void skip(char c) {
    Matcher dollar = DOLLAR.matcher(script).region(at, script.length());
    if (c == '\'' || c == '"') {
      boolean escapes = c == '\'' && at > 0 && Character.toLowerCase(script.charAt(at - 1)) == 'e';
      at++;
      while (at < script.length() && script.charAt(at) != c) {
        at += escapes && script.charAt(at) == '\\' ? 2 : 1;
      }
      at++;
    } else if (c == '$' && dollar.lookingAt()) {
      at = dollar.end();
      skipTo(dollar.group());
    } else {
      at++;
    }
  }

  private void skipTo(String end) {
    int found = script.indexOf(end, at);
    at = found < 0 ? script.length() : found + end.length();
  }

  private void cut() {
    at = Math.min(at, script.length());
    if (at > start) {
      statements.add(script.substring(start, at));
    }
    start = at;
  }
}
