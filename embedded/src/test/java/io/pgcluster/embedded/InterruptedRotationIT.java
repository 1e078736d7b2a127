package io.pgcluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pgcluster.credential.SecretSource;
import io.pgcluster.jdbc.Connections;
import io.pgcluster.jdbc.PasswordRotation;
import io.pgcluster.jdbc.RotationPlaces;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.RotationOptions;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rotation that ends at any of its steps, before or after it, is finished by the next call. */
class InterruptedRotationIT {
  private static final int TOO_MANY = 100;

  @RegisterExtension static final TestFolder PLACE = TestFolder.create();

  /** As when the program is killed: nothing of ours handles it, and the connections end. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Ends at a step: an even number before it, an odd one after it. */
  private static RotationPlaces ending(RotationPlaces places, int at, List<String> steps) {
    return (RotationPlaces)
        Proxy.newProxyInstance(
            RotationPlaces.class.getClassLoader(),
            new Class<?>[] {RotationPlaces.class},
            (proxy, method, arguments) -> {
              int step = steps.size();
              steps.add(method.getName());
              if (2 * step == at) {
                throw new Killed();
              }
              Object answer;
              try {
                answer = method.invoke(places, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (2 * step + 1 == at) {
                throw new Killed();
              }
              return answer;
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"app", "postgres", "replicator"})
  void at_any_step(String role) throws Exception {
    PgCluster spec = PgClusterBuilder.named("orders").standbys(1).build();
    try (EmbeddedPgClusters clusters = EmbeddedPgClusters.create().in(PLACE.resolve(role));
        EmbeddedPgCluster running = clusters.start(spec)) {
      ClusterFolder folder = new ClusterFolder(running.folder());
      int points = 0;
      for (boolean reached = true; reached; points++) {
        assertThat(points).isLessThan(TOO_MANY);
        List<String> steps = new ArrayList<>();
        RotationPlaces places =
            ending(new LocalPlaces(Settings.standard(), spec, folder), points, steps);
        Throwable end =
            catchThrowable(
                () ->
                    PasswordRotation.of(spec, places, SecretSource.strong())
                        .rotate(role, RotationOptions.STANDARD, ProgressListener.NONE));
        reached = end instanceof Killed;
        assertThat(end == null || reached).as(String.valueOf(end)).isTrue();
        finished(clusters, running, spec, role, points, steps);
      }
      System.out.println("rotation of " + role + ": ended at " + (points - 1) + " points");
      assertThat(points).isGreaterThan(20);
      assertThat(running.verify().ok()).isTrue();
    }
  }

  private static void finished(
      EmbeddedPgClusters clusters,
      EmbeddedPgCluster running,
      PgCluster spec,
      String role,
      int point,
      List<String> steps)
      throws Exception {
    if (point % 2 == 0) {
      clusters.apply(spec).close();
    } else {
      assertThat(running.rotatePassword(role).ok()).as(steps.toString()).isTrue();
    }
    assertThat(clusters.plan(spec).render()).as(steps.toString()).contains("nothing to change");
    for (Route route : Route.values()) {
      if (route != Route.ROUTED || !role.equals("replicator")) {
        try (Connection connection = Connections.open(running.connection(route, role))) {
          assertThat(connection.isValid(5)).as("%s after %s", route, steps).isTrue();
        }
      }
    }
  }
}
