package io.pgcluster.spec;

import io.pgcluster.Violation;
import io.pgcluster.image.Image;
import io.pgcluster.image.ImageContract;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** References of images, and whether their contracts promise what the pods run. */
final class ImageCheck {
  static final List<String> POSTGRES_PROGRAMS =
      List.of("initdb", "postgres", "pg_basebackup", "pg_ctl", "psql", "pg_isready");
  static final List<String> ROUTER_PROGRAMS = List.of("pgpool");

  private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
  private static final String HOST =
      "(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\\[[0-9a-fA-F:]+])(?::[0-9]+)?";

  /** The grammar of the distribution project's reference package. */
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?:%s/)?%s(?:/%s)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@[a-z0-9]+:[0-9a-fA-F]{32,})?"
              .formatted(HOST, PART, PART));

  private static final Pattern REGISTRY = Pattern.compile("%s(?:/%s)*/?".formatted(HOST, PART));

  /** A tag of the official image that begins with a major version. */
  private static final Pattern OFFICIAL_TAG =
      Pattern.compile("(?:.*/)?postgres:([1-9][0-9])(?:[.-][^@]*)?(?:@.*)?");

  private ImageCheck() {}

  static void check(Problems at, Image image, List<String> programs) {
    if (!REFERENCE.matcher(image.reference()).matches()) {
      at.add(
          "%s is not an image; write [registry/]name[:tag][@digest] in lower case, without scheme and spaces"
              .formatted(Violation.shown(image.reference())));
    }
    contract(at.at("contract"), image.contract(), programs);
  }

  /** What the tag of an official image says against the rest of the description. */
  static void officialPostgres(Problems at, PostgresSettings postgres) {
    Matcher official = OFFICIAL_TAG.matcher(postgres.image().reference());
    if (!official.matches()
        || !postgres.image().contract().equals(ImageContract.OFFICIAL_POSTGRES)) {
      return;
    }
    if (!official.group(1).equals(String.valueOf(postgres.version()))) {
      at.add(
          "is PostgreSQL %s, but postgres.version says %d; make them agree"
              .formatted(official.group(1), postgres.version()));
    }
    if (postgres.image().reference().contains("alpine")) {
      at.add(
          "is an Alpine image, where postgres is user 70 and not 999; take the Debian one, or give"
              + " a contract of your own");
    }
  }

  static void registry(Problems at, String registry) {
    if (!REGISTRY.matcher(registry).matches()) {
      at.add(
          "%s is not a registry; write host[:port][/path] without scheme"
              .formatted(Violation.shown(registry)));
    }
  }

  private static void contract(Problems at, ImageContract contract, List<String> programs) {
    user(at.at("uid"), "user", contract.uid());
    user(at.at("gid"), "group", contract.gid());
    String directory = contract.programDirectory();
    if (!directory.isEmpty()
        && (!directory.startsWith("/") || directory.matches(".*[\\s:\"'$\\\\].*"))) {
      at.at("programDirectory")
          .add(
              "%s is not an absolute folder without spaces, colons and quotes; correct it, or leave it empty when PATH has the programs"
                  .formatted(Violation.shown(directory)));
    }
    SortedSet<String> missing = new TreeSet<>(programs);
    missing.removeAll(contract.programs());
    if (!contract.programs().contains("sh") && !contract.programs().contains("bash")) {
      missing.add("sh");
    }
    if (!missing.isEmpty()) {
      at.at("programs")
          .add(
              "lacks %s; install it into the image and name it, or take another image"
                  .formatted(String.join(", ", missing)));
    }
  }

  private static void user(Problems at, String what, long id) {
    if (id == 0) {
      at.add("is 0, root; PostgreSQL and pods of the restricted standard refuse it");
    } else if (id < 0 || id > Integer.MAX_VALUE) {
      at.add("%d is not a %s id; give 1 to 2147483647".formatted(id, what));
    }
  }
}
