package io.pgcluster.spec;

import io.pgcluster.Violation;
import io.pgcluster.credential.PoolPasswdEntry;
import java.util.List;

/** pgpool. */
final class RouterCheck {
  private static final List<String> VERSIONS =
      List.of("3.7", "4.0", "4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7");
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
    Problems parameters = at.at("parameters");
    router
        .parameters()
        .forEach(
            (name, value) ->
                OwnedParameters.router(name, cluster.standbys().count())
                    .ifPresent(parameters.key(name)::add));
    poolPasswd(at.at("poolPasswd"), router.poolPasswd());
    PodCheck.check(at.at("pod"), router.pod());
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
