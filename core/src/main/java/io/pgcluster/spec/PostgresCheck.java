package io.pgcluster.spec;

import io.pgcluster.config.HbaCheck;
import io.pgcluster.config.PostgresCatalogue;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** What all instances share. */
final class PostgresCheck {
  static final int OLDEST = 14;
  static final int NEWEST = 18;

  /** All that PostgreSQL reads as off. */
  private static final Set<String> OFF =
      Set.of("off", "of", "false", "fals", "fal", "fa", "f", "no", "n", "0");

  private PostgresCheck() {}

  static void check(Problems at, PgCluster cluster) {
    PostgresSettings postgres = cluster.postgres();
    boolean known = postgres.version() >= OLDEST && postgres.version() <= NEWEST;
    if (!known) {
      at.at("version")
          .add("%d is not supported; take %d to %d".formatted(postgres.version(), OLDEST, NEWEST));
    }
    ImageCheck.check(at.at("image"), postgres.image(), ImageCheck.POSTGRES_PROGRAMS);
    ImageCheck.officialPostgres(at.at("image"), postgres);
    port(at.at("port"), postgres.port());
    parameters(at.at("parameters"), cluster, known);
    for (int i = 0; known && i < postgres.hba().size(); i++) {
      String path = at.at("hba").at(i).path();
      at.addAll(HbaCheck.postgres(path, postgres.hba().get(i), postgres.version()));
    }
  }

  static void port(Problems at, int port) {
    if (port < 1024 || port > 65535) {
      at.add(
          "%d is outside 1024 to 65535; below that only root may listen, and the containers are not root"
              .formatted(port));
    }
  }

  private static void parameters(Problems at, PgCluster cluster, boolean known) {
    SortedMap<String, String> parameters = cluster.postgres().parameters();
    parameters.forEach(
        (name, value) ->
            OwnedParameters.postgres(name)
                .or(() -> known ? inCatalogue(cluster, name, value) : Optional.empty())
                .ifPresent(at.key(name)::add));
    CapacityCheck.check(at, cluster);
    if ("minimal".equalsIgnoreCase(parameters.get("wal_level"))) {
      at.key("wal_level").add("minimal does not let standbys stream; take replica or logical");
    }
    if (!parameters.getOrDefault("synchronous_standby_names", "").isBlank()
        && cluster.standbys().count() == 0) {
      at.key("synchronous_standby_names")
          .add("makes every commit wait for ever, as there are no standbys; leave it out");
    }
    ssl(at, parameters);
  }

  private static Optional<String> inCatalogue(PgCluster cluster, String name, String value) {
    return PostgresCatalogue.of(cluster.postgres().version()).problem(name, value);
  }

  private static void ssl(Problems at, SortedMap<String, String> parameters) {
    String ssl = parameters.get("ssl");
    if (ssl == null || OFF.contains(ssl.toLowerCase(Locale.ROOT))) {
      return;
    }
    for (String file : new String[] {"ssl_cert_file", "ssl_key_file"}) {
      if (!parameters.getOrDefault(file, "").startsWith("/")) {
        at.key("ssl")
            .add("needs %s with the absolute path of a file in the image; name it".formatted(file));
      }
    }
  }
}
