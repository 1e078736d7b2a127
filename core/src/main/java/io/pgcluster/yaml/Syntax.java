package io.pgcluster.yaml;

import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;

/** The reason of a parser's error without its excerpt of the document, which may hold passwords. */
final class Syntax {
  private Syntax() {}

  static String problem(JacksonException error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof MarkedYamlEngineException marked) {
        return marked.getProblem();
      }
    }
    return error instanceof StreamConstraintsException
        ? "it is nested too deep"
        : "it is malformed";
  }
}
