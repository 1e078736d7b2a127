package io.pgcluster.config;

import io.pgcluster.PgClusterException;
import java.util.List;

/**
 * One row of a catalogue.
 *
 * @param name as the program shows it, without the index of an indexed one
 * @param type what its values are
 * @param unit what a bare number counts; empty without one
 * @param context who can set it and when, in the program's words
 * @param min the least number; empty if it is no number
 * @param max the greatest number
 * @param values of an enum, with {@code |} between; after a {@code ?} those that are not shown
 * @param index {@code required}, {@code optional}, or empty
 */
record Parameter(
    String name,
    Type type,
    String unit,
    String context,
    String min,
    String max,
    List<String> values,
    String index) {

  /** What values a parameter has. */
  enum Type {
    BOOL,
    INTEGER,
    REAL,
    STRING,
    ENUM;

    static Type of(String name) {
      return switch (name) {
        case "bool" -> BOOL;
        case "integer" -> INTEGER;
        case "real" -> REAL;
        case "string" -> STRING;
        case "enum" -> ENUM;
        default -> throw new PgClusterException("the catalogue has no type " + name);
      };
    }
  }

  boolean indexed() {
    return !index.isEmpty();
  }

  /** Of a bare name that stands for all numbers: pgpool forgets the unit there. */
  Parameter withoutUnit() {
    return new Parameter(name, type, "", context, min, max, values, index);
  }

  TakesEffect takesEffect() {
    return switch (context) {
      case "internal" -> TakesEffect.NEVER;
      case "postmaster", "init" -> TakesEffect.RESTART;
      case "backend", "superuser-backend" -> TakesEffect.NEW_SESSIONS;
      default -> TakesEffect.RELOAD;
    };
  }
}
