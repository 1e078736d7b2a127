package io.pgcluster.jdbc;

import io.pgcluster.credential.Password;
import io.pgcluster.router.RouterFiles;
import io.pgcluster.runtime.RotationReport;
import io.pgcluster.runtime.RotationReport.Login;
import io.pgcluster.runtime.RotationReport.Tried;
import io.pgcluster.spec.PgCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tries a role's passwords everywhere after a rotation. */
final class RotationProof {
  private static final Duration LOGIN = Duration.ofSeconds(10);

  private final PgCluster cluster;
  private final RotationPlaces places;

  RotationProof(PgCluster cluster, RotationPlaces places) {
    this.cluster = cluster;
    this.places = places;
  }

  RotationReport report(String role, Duration waited, Password next, Password former) {
    List<Login> logins = new ArrayList<>();
    for (String place : where(role)) {
      logins.add(login(place, role, Tried.NEW, next));
      if (!former.equals(next)) {
        logins.add(login(place, role, Tried.FORMER, former));
      }
    }
    return new RotationReport(cluster.name(), role, waited, logins);
  }

  private List<String> where(String role) {
    List<String> where = new ArrayList<>(List.of(places.primary()));
    where.addAll(places.standbys());
    if (RouterFiles.roles(cluster).contains(role)) {
      where.addAll(places.routers());
    }
    return where;
  }

  /** That another login goes on as before. */
  List<Login> overlap(String role, Password password) {
    return where(role).stream()
        .map(place -> login(place, role, Tried.OVERLAPPING, password))
        .toList();
  }

  private Login login(String place, String role, Tried tried, Password password) {
    var info = places.at(place, role, cluster.defaultDatabase(), password);
    return Logins.login(place, info, tried, password, LOGIN);
  }
}
