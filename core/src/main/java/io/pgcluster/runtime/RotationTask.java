package io.pgcluster.runtime;

import io.pgcluster.PgClusterException;
import java.util.function.Consumer;

/**
 * A rotation for a schedule of the caller's: {@code executor.scheduleAtFixedRate(task, 30, 30,
 * TimeUnit.DAYS)}. It finds the cluster anew each time, and never throws what would end a schedule:
 * what fails is told, and the next run finishes what this one began.
 *
 * <p>Thread-safe if the consumers are.
 *
 * @since 0.1
 */
public final class RotationTask implements Runnable {
  private final PgClusterRuntime runtime;
  private final String cluster;
  private final String role;
  private final RotationOptions options;
  private final Consumer<RotationReport> done;
  private final Consumer<PgClusterException> failed;

  private RotationTask(
      PgClusterRuntime runtime,
      String cluster,
      String role,
      RotationOptions options,
      Consumer<RotationReport> done,
      Consumer<PgClusterException> failed) {
    this.runtime = runtime;
    this.cluster = cluster;
    this.role = role;
    this.options = options;
    this.done = done;
    this.failed = failed;
  }

  /**
   * A rotation to a generated password at each run.
   *
   * @param runtime where the cluster runs; open as long as the schedule
   * @param cluster its name
   * @param role whose password
   * @param done told of each rotation, also of one after which a login did not go as it should
   * @param failed told of each that could not be done
   * @return nothing is done yet
   */
  public static RotationTask of(
      PgClusterRuntime runtime,
      String cluster,
      String role,
      Consumer<RotationReport> done,
      Consumer<PgClusterException> failed) {
    return new RotationTask(runtime, cluster, role, RotationOptions.STANDARD, done, failed);
  }

  /**
   * The same with other options, such as an overlap.
   *
   * @param other how to rotate; a password in it is the same at each run
   * @return the changed copy
   */
  public RotationTask with(RotationOptions other) {
    return new RotationTask(runtime, cluster, role, other, done, failed);
  }

  @Override
  public void run() {
    RotationReport report;
    try (RunningPgCluster running =
        runtime
            .find(cluster)
            .orElseThrow(
                () ->
                    new PgClusterException(
                        "cluster %s: is not there any more; end the schedule"
                            .formatted(cluster)))) {
      report = running.rotatePassword(role, options, ProgressListener.NONE);
    } catch (PgClusterException e) {
      failed.accept(e);
      return;
    }
    done.accept(report);
  }

  @Override
  public String toString() {
    return "RotationTask[%s of %s]".formatted(role, cluster);
  }
}
