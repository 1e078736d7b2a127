package io.pgcluster.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the project, in Markdown. */
record Document(Path file) {
  /** The project's top folder. */
  static final Path TOP = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern BLOCK =
      Pattern.compile("^```([a-z]*)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

  /** What stands between fences. */
  record Block(Document document, String language, String text) {
    @Override
    public String toString() {
      return "%s, %s: %s".formatted(document, language, text.lines().findFirst().orElse(""));
    }
  }

  /** README and all below docs. */
  static List<Document> all() {
    try (Stream<Path> docs = Files.list(TOP.resolve("docs"))) {
      Stream<Path> pages = docs.filter(f -> f.toString().endsWith(".md")).sorted();
      return Stream.concat(Stream.of(TOP.resolve("README.md")), pages).map(Document::new).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Block> blocks(String language) {
    return all().stream()
        .flatMap(document -> document.blocks().stream())
        .filter(block -> block.language().equals(language))
        .toList();
  }

  String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(text());
    while (block.find()) {
      blocks.add(new Block(this, block.group(1), block.group(2)));
    }
    return blocks;
  }

  /** The files that it links to, as it names them. */
  List<Path> links() {
    return LINK.matcher(text())
        .results()
        .map(link -> file.resolveSibling(link.group(1)).normalize())
        .toList();
  }

  @Override
  public String toString() {
    return TOP.relativize(file).toString();
  }
}
