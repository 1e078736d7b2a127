package io.pgcluster.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a piece of code prints. */
final class Captured {
  private Captured() {}

  /** Something that prints. */
  @FunctionalInterface
  interface Printing<E extends Exception> {
    void run() throws E;
  }

  static <E extends Exception> String by(Printing<E> code) throws E {
    PrintStream out = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      code.run();
    } finally {
      System.setOut(out);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
