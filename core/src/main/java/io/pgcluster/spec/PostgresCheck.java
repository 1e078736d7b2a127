package io.pgcluster.spec;

import java.util.Set;
import java.util.SortedMap;

/** What all instances share. */
final class PostgresCheck {
  static final int OLDEST = 14;
  static final int NEWEST = 18;

  private static final Set<String> OFF = Set.of("off", "false", "no", "0", "of", "f", "n");

  private PostgresCheck() {}

  static void check(Problems at, PgCluster cluster) {
    PostgresSettings postgres = cluster.postgres();
    if (postgres.version() < OLDEST || postgres.version() > NEWEST) {
      at.at("version")
          .add("%d is not supported; take %d to %d".formatted(postgres.version(), OLDEST, NEWEST));
    }
    ImageCheck.check(at.at("image"), postgres.image(), ImageCheck.POSTGRES_PROGRAMS);
    ImageCheck.officialPostgres(at.at("image"), postgres);
    port(at.at("port"), postgres.port());
    parameters(at.at("parameters"), cluster);
  }

  static void port(Problems at, int port) {
    if (port < 1024 || port > 65535) {
      at.add(
          "%d is outside 1024 to 65535; below that only root may listen, and the containers are not root"
              .formatted(port));
    }
  }

  private static void parameters(Problems at, PgCluster cluster) {
    SortedMap<String, String> parameters = cluster.postgres().parameters();
    parameters.forEach(
        (name, value) -> OwnedParameters.postgres(name).ifPresent(at.key(name)::add));
    CapacityCheck.check(at, cluster);
    if ("minimal".equals(parameters.get("wal_level"))) {
      at.key("wal_level").add("minimal does not let standbys stream; take replica or logical");
    }
    if (!parameters.getOrDefault("synchronous_standby_names", "").isBlank()
        && cluster.standbys().count() == 0) {
      at.key("synchronous_standby_names")
          .add("makes every commit wait for ever, as there are no standbys; leave it out");
    }
    ssl(at, parameters);
  }

  private static void ssl(Problems at, SortedMap<String, String> parameters) {
    String ssl = parameters.get("ssl");
    if (ssl == null || OFF.contains(ssl)) {
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
