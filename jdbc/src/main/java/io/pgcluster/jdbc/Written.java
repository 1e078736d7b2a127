package io.pgcluster.jdbc;

import io.pgcluster.runtime.Lsn;

/**
 * How far the log had been written when a data source's last transaction was committed.
 * Thread-safe.
 *
 * <p>Where a commit's position could not be asked for, or whether it was one is not known, the
 * primary must be asked before a standby is trusted again.
 */
final class Written {
  private Lsn position = Lsn.NONE;
  private long lost;
  private long found;

  /** Taken before the primary is asked: its answer covers what was lost until then. */
  synchronized long ticket() {
    return lost;
  }

  synchronized void found(long ticket, Lsn answer) {
    found = Math.max(found, ticket);
    if (answer.reaches(position)) {
      position = answer;
    }
  }

  synchronized void lost() {
    lost++;
  }

  synchronized boolean isKnown() {
    return found == lost;
  }

  synchronized Lsn position() {
    return position;
  }
}
