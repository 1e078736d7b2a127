package io.pgcluster.embedded;

import io.pgcluster.runtime.ClusterStatus;
import io.pgcluster.runtime.ClusterStatus.Component;
import io.pgcluster.runtime.ClusterStatus.Member;
import io.pgcluster.runtime.ClusterStatus.Phase;
import io.pgcluster.spec.PgCluster;
import java.util.ArrayList;
import java.util.List;

/** What there is of a cluster, as its folder and the processes tell. */
final class LocalStatus {
  private static final String HERE = "localhost";

  private final PgCluster cluster;
  private final ClusterFolder folder;

  LocalStatus(PgCluster cluster, ClusterFolder folder) {
    this.cluster = cluster;
    this.folder = folder;
  }

  ClusterStatus read() {
    ClusterState state = folder.state();
    List<Member> members = new ArrayList<>();
    members.add(member(state, state.primary(), Component.PRIMARY));
    state.standbys().forEach(name -> members.add(member(state, name, Component.STANDBY)));
    if (state.pgpool().isPresent()) {
      members.add(router());
    }
    List<String> problems =
        members.stream()
            .filter(member -> !member.ready() && !member.reason().equals("starting"))
            .map(member -> member.name() + ": " + member.reason())
            .toList();
    return new ClusterStatus(cluster.name(), phase(members), members, problems);
  }

  private Member member(ClusterState state, String name, Component component) {
    InstanceProcess process = new InstanceProcess(folder.instance(name), RunAs.current());
    boolean ready = process.isReady();
    String reason =
        ready ? "" : process.isAlive() ? "starting" : down(state.has(ClusterState.STOPPED, name));
    return new Member(name, component, ready, reason, 0, HERE);
  }

  private static String down(boolean told) {
    return told ? "stopped" : "its server has ended; its log says why";
  }

  private Member router() {
    boolean alive =
        new InstanceProcess(folder.instance(LocalRouter.NAME), RunAs.current()).isAlive();
    return new Member(LocalRouter.NAME, Component.ROUTER, alive, alive ? "" : down(false), 0, HERE);
  }

  private static Phase phase(List<Member> members) {
    if (members.stream().allMatch(Member::ready)) {
      return Phase.READY;
    }
    boolean starting =
        members.stream().allMatch(member -> member.ready() || member.reason().equals("starting"));
    if (starting) {
      return Phase.PROGRESSING;
    }
    return members.get(0).ready() ? Phase.DEGRADED : Phase.UNAVAILABLE;
  }
}
