package io.pgcluster.spec;

import io.pgcluster.Violation;
import io.pgcluster.config.HbaCheck;
import io.pgcluster.config.PgpoolCatalogue;
import io.pgcluster.credential.PoolPasswdEntry;
import java.util.List;
import java.util.Optional;

/** pgpool. */
final class RouterCheck {
  private static final List<String> VERSIONS = PgpoolCatalogue.VERSIONS;
  private static final int MAX_PODS = 64;

  private RouterCheck() {}

  static void check(Problems at, PgCluster cluster) {
    RouterSettings router = cluster.router();
    if (router.pods() < 0 || router.pods() > MAX_PODS) {
      at.at("pods").add("%d is outside 0 to %d".formatted(router.pods(), MAX_PODS));
    }
    version(at.at("version"), cluster);
    ImageCheck.check(at.at("image"), router.image(), ImageCheck.ROUTER_PROGRAMS);
    PostgresCheck.port(at.at("port"), router.port());
    boolean known = VERSIONS.contains(router.version());
    parameters(at.at("parameters"), cluster, known);
    for (int i = 0; known && i < router.hba().size(); i++) {
      String path = at.at("hba").at(i).path();
      at.addAll(HbaCheck.pool(path, router.hba().get(i), router.version()));
    }
    poolPasswd(at.at("poolPasswd"), router.poolPasswd());
    PodCheck.check(at.at("pod"), router.pod());
  }

  private static void parameters(Problems at, PgCluster cluster, boolean known) {
    cluster
        .router()
        .parameters()
        .forEach(
            (name, value) ->
                OwnedParameters.router(name, cluster.standbys().count())
                    .or(() -> known ? inCatalogue(cluster, name, value) : Optional.empty())
                    .ifPresent(at.key(name)::add));
  }

  private static Optional<String> inCatalogue(PgCluster cluster, String name, String value) {
    return PgpoolCatalogue.of(cluster.router().version()).problem(name, value);
  }

  private static void version(Problems at, PgCluster cluster) {
    String version = cluster.router().version();
    if (!VERSIONS.contains(version)) {
      at.add("%s is not supported; take one of %s".formatted(Violation.shown(version), VERSIONS));
    } else if (version.equals("3.7")
        && cluster.router().pods() > 0
        && cluster.postgres().passwordEncryption() != PasswordEncryption.MD5) {
      at.add(
          "3.7 knows md5 passwords alone; take 4.0 or newer, or postgres.passwordEncryption md5");
    }
  }

  private static void poolPasswd(Problems at, List<PoolPasswdEntry> entries) {
    for (int i = 0; i < entries.size(); i++) {
      String problem = entries.get(i).problem();
      if (!problem.isEmpty()) {
        at.at(i).add(problem);
      }
    }
  }
}
