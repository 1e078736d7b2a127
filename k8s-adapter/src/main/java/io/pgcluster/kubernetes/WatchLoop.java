package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import io.pgcluster.manifest.Labels;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.ClusterWatch;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.Plan;
import io.pgcluster.runtime.PlanRefusedException;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.StalePlanException;
import io.pgcluster.spec.PgCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * One thread that plans a cluster and applies the plan, whenever one of the cluster's objects
 * changes and every so often besides, for what only SQL knows. It never decides by itself what is
 * wrong: that is the plan's business.
 */
final class WatchLoop implements ClusterWatch {
  /** How often it looks when nothing is heard, and says that it is there. */
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final Duration RENEW = Duration.ofSeconds(2);

  /** One change comes as several events. */
  private static final Duration GATHER = Duration.ofMillis(100);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final KubeApi api;
  private final PgCluster desired;
  private final Impact allowed;
  private final Applier applier;
  private final Listener listener;
  private final WatchLease lease;
  private final List<Watcher> watchers = new ArrayList<>();
  private final Thread thread;
  private Event last = new Event(State.STARTING, "");
  private boolean heard = true;
  private boolean closed;
  private Optional<String> described = Optional.empty();
  private Duration pause = FIRST_PAUSE;
  private long sinceLook;

  WatchLoop(KubeApi api, PgCluster desired, Impact allowed, Applier applier, Listener listener) {
    this.api = api;
    this.desired = desired;
    this.allowed = allowed;
    this.applier = applier;
    this.listener = listener;
    this.lease = new WatchLease(api, desired.name());
    this.thread = new Thread(this::run, "pgcluster-watch-" + desired.name());
    thread.setDaemon(true);
  }

  WatchLoop start() {
    for (Kind kind : Kind.OF_A_CLUSTER) {
      watchers.add(new Watcher(api, kind, Labels.selector(desired.name()), this::changed).start());
    }
    watchers.add(
        new Watcher(api, Kind.POD, Labels.selector(desired.name()), this::changed).start());
    thread.start();
    return this;
  }

  private synchronized void changed() {
    heard = true;
    notifyAll();
  }

  private void run() {
    boolean ours = false;
    while (!isOver()) {
      try {
        if (!ours) {
          lease.take();
          ours = true;
        }
        Optional<String> other = lease.renew();
        if (other.isPresent()) {
          to(State.HANDED_OVER, other.get() + " watches it now");
          return;
        }
        if (takeHeard()) {
          look();
        }
        pause = FIRST_PAUSE;
        idle();
      } catch (PgClusterException e) {
        troubled(String.valueOf(e.getMessage()));
      } catch (RuntimeException defect) {
        // Watching goes on, and whoever runs the program hears of it.
        report(defect);
        troubled("unexpected " + defect.getClass().getName());
      }
    }
  }

  private void report(RuntimeException defect) {
    thread.getUncaughtExceptionHandler().uncaughtException(thread, defect);
  }

  private synchronized boolean isOver() {
    return closed || last.state() == State.HANDED_OVER;
  }

  private synchronized boolean takeHeard() {
    boolean was = heard;
    heard = false;
    return was;
  }

  /** Plans, and does what is planned. */
  private void look() {
    Optional<String> now = storedText();
    if (described.isPresent() && !now.equals(described)) {
      String what = now.isPresent() ? "described the cluster anew" : "deleted the cluster";
      to(State.HANDED_OVER, "another process has " + what);
      return;
    }
    Plan plan = applier.plan(desired);
    if (!plan.isEmpty()) {
      try {
        plan.require(allowed);
        to(State.CHANGING, plan.render());
        applier.apply(plan, allowed, ProgressListener.NONE);
      } catch (PlanRefusedException tooMuch) {
        to(State.BLOCKED, String.valueOf(tooMuch.getMessage()));
        return;
      } catch (StalePlanException othersWereFaster) {
        changed();
        return;
      }
    }
    described = storedText();
    to(State.AS_DESCRIBED, "");
  }

  private Optional<String> storedText() {
    Optional<JsonNode> owner =
        Futures.get(api.get(Kind.CONFIG_MAP, new ObjectNames(desired.name()).owner()));
    return owner.map(o -> o.path("data").path(StoredSpec.KEY).asString(""));
  }

  /** Until something is heard, or it is time to say that we are there. */
  private void idle() {
    long start = System.nanoTime();
    boolean interval = await(() -> heard, RENEW);
    if (interval) {
      sleep(GATHER);
    }
    sinceLook += System.nanoTime() - start;
    if (sinceLook > INTERVAL.toNanos()) {
      sinceLook = 0;
      changed();
    }
  }

  private void troubled(String message) {
    to(State.TROUBLED, message);
    // Also when something is heard: a server that answers badly should not be asked at once.
    sleep(pause);
    Duration twice = pause.multipliedBy(2);
    pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    changed();
  }

  private void sleep(Duration time) {
    var unused = await(() -> false, time);
  }

  private interface Condition {
    boolean holds();
  }

  /** Whether it came to hold in time; also when closed. */
  private synchronized boolean await(Condition condition, Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    try {
      while (!closed && !condition.holds()) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
      return condition.holds();
    } catch (InterruptedException e) {
      throw Futures.interrupted(e);
    }
  }

  private void to(State state, String message) {
    Event event = new Event(state, message);
    synchronized (this) {
      if (closed || event.equals(last)) {
        return;
      }
      last = event;
      notifyAll();
    }
    try {
      listener.on(event);
    } catch (RuntimeException theirs) {
      report(theirs);
    }
  }

  @Override
  public synchronized Event last() {
    return last;
  }

  @Override
  public boolean await(State state, Duration timeout) {
    return await(() -> last.state() == state, timeout);
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      last = new Event(State.CLOSED, "");
      notifyAll();
    }
    watchers.forEach(Watcher::close);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        // A change that was begun is finished: its Lease is not left to run out.
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
        thread.interrupt();
      }
    }
    try {
      lease.release();
    } catch (PgClusterException unreachable) {
      // It runs out by itself.
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "ClusterWatch[%s, %s]".formatted(desired.name(), last().state());
  }
}
