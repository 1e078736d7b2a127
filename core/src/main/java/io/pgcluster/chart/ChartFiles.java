package io.pgcluster.chart;

import io.pgcluster.PgClusterException;
import io.pgcluster.Violation;
import io.pgcluster.config.HbaRule;
import io.pgcluster.config.PostgresCatalogue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the files of {@code primary-configs} and {@code pool-configs} say. */
final class ChartFiles {
  private static final Map<String, String> FOLDERS =
      Map.of(
          "postgresql.conf", "primary-configs",
          "pg_hba.conf", "primary-configs",
          "setup.sql", "primary-configs",
          "pgpool.conf", "pool-configs",
          "pool_hba.conf", "pool-configs",
          "pool_passwd", "pool-configs");

  private static final Set<String> HASHED = Set.of("md5", "password");
  private static final String SCRAM = "scram-sha-256";
  private static final int WAL_SEGMENT_MB = 16;

  private final ChartValues values;
  private final Map<String, String> files;
  private final Draft draft;
  private final ChartAccess access;
  private final Findings findings;

  ChartFiles(
      ChartValues values,
      Map<String, String> files,
      Draft draft,
      ChartAccess access,
      Findings findings) {
    this.values = values;
    this.files = files;
    this.draft = draft;
    this.access = access;
    this.findings = findings;
  }

  /** The folder of a file; empty when the chart has no such file. */
  static Optional<String> folder(String name) {
    return Optional.ofNullable(FOLDERS.get(name));
  }

  /** The file with its folder. */
  static String known(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String folder = FOLDERS.get(name);
    String full = folder + "/" + name;
    if (folder == null || (!path.equals(name) && !path.endsWith(full))) {
      throw new PgClusterException(
          "chart file %s: is none of the chart's; it has %s"
              .formatted(
                  Violation.shown(path),
                  FOLDERS.entrySet().stream()
                      .map(e -> e.getValue() + "/" + e.getKey())
                      .sorted()
                      .toList()));
    }
    return full;
  }

  void read() {
    files.forEach(this::read);
    if (!files.containsKey("pool-configs/pool_passwd")) {
      // What the chart came with.
      access.poolPasswd("pool-configs/pool_passwd", PoolConf.SHIPPED_POOL_PASSWD);
    }
    if (!files.containsKey("pool-configs/pgpool.conf")) {
      new PoolConf(draft, findings).shipped();
    }
  }

  private void read(String file, String text) {
    switch (file.substring(file.indexOf('/') + 1)) {
      case "postgresql.conf" -> postgres(file, text);
      case "pg_hba.conf" -> rules(file, text, true);
      case "pool_hba.conf" -> rules(file, text, false);
      case "pool_passwd" -> access.poolPasswd(file, text);
      case "pgpool.conf" -> new PoolConf(draft, findings).read(file, text);
      default -> access.setupSql(file, text);
    }
  }

  private void postgres(String file, String text) {
    for (ConfLine line : ConfLine.of(file, text, findings)) {
      String place = file + ":" + line.number();
      if (line.name().equals("wal_keep_segments") && line.value().matches("[0-9]{1,6}")) {
        String size = Integer.parseInt(line.value()) * WAL_SEGMENT_MB + "MB";
        findings.defect(
            place,
            "wal_keep_segments is gone since PostgreSQL 13, whose server does not start with it",
            "wal_keep_size = " + size);
        draft.serverParameter("wal_keep_size", size, place);
      } else if (line.name().equals("shared_preload_libraries")) {
        findings.decide(
            place + " shared_preload_libraries",
            "names libraries of Crunchy's image, such as pgaudit; the official one has those of contrib alone",
            "left out; give it again with an image that has them");
      } else {
        draft.serverParameter(spelled(line.name()), line.value(), place);
      }
    }
  }

  /** PostgreSQL takes any case of letters, the catalogue one. */
  private static String spelled(String name) {
    String small = name.toLowerCase(Locale.ROOT);
    return PostgresCatalogue.of(17).knows(small) ? small : name;
  }

  private void rules(String file, String text, boolean server) {
    for (HbaLine line : HbaLine.of(file, text, findings)) {
      String place = file + ":" + line.number();
      HbaRule rule = line.rule();
      if (server && rule.databases().contains("replication")) {
        replication(place, rule);
      } else if (rule.type().equals("local")) {
        findings.leftOut(
            place, "is for the socket inside the pod", "the library's own rules are for it");
      } else {
        HbaRule safe = safe(place, rule);
        if (server) {
          draft.serverRule(safe, place);
        } else {
          draft.routerRule(safe, place);
        }
      }
    }
  }

  private void replication(String place, HbaRule rule) {
    boolean names = rule.users().contains("all") || rule.users().contains(access.replicationUser());
    if (names) {
      findings.leftOut(
          place,
          "lets standbys in",
          "the library has a rule of its own for %s".formatted(access.replicationUser()));
    } else {
      findings.defect(
          place,
          "names %s, as custom files are no templates, and the replication role is %s: standbys are refused"
              .formatted(rule.users(), access.replicationUser()),
          "the library has a rule of its own for the role");
    }
  }

  private HbaRule safe(String place, HbaRule rule) {
    if (rule.method().equals("trust")) {
      findings.defect(
          place,
          "trust lets everyone in from %s without a password".formatted(rule.address()),
          SCRAM);
    } else if (HASHED.contains(rule.method())) {
      findings.defect(place, "%s, which can be replayed or broken".formatted(rule.method()), SCRAM);
    } else {
      return rule;
    }
    return new HbaRule(
        rule.type(), rule.databases(), rule.users(), rule.address(), SCRAM, Map.of());
  }

  /** For messages. */
  @Override
  public String toString() {
    return "ChartFiles%s of %s".formatted(List.copyOf(files.keySet()), values.text("name"));
  }
}
