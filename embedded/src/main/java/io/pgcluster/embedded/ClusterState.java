package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.Lsn;
import io.pgcluster.spec.PgCluster;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a cluster's folder says of the cluster besides its description. Every process that has to do
 * with the cluster reads it anew.
 *
 * @param id of this cluster, so that another one in its place is not taken for it
 * @param primary the instance that takes writes
 * @param instances all of them, the first primary first
 * @param ports by instance, and of the router
 * @param home the programs
 * @param pgpool the router's program, if it is one
 * @param marks what faults did to instances, such as {@code cut orders-replica-0}
 */
record ClusterState(
    String id,
    String primary,
    List<String> instances,
    SortedMap<String, Integer> ports,
    PostgresHome home,
    Optional<String> pgpool,
    SortedMap<String, String> marks) {
  private static final String PORT = "port.";
  private static final String MARK = "mark.";

  /** A standby that is cut off. */
  static final String CUT = "cut ";

  /** A standby that replays no further than a position. */
  static final String HELD = "held ";

  /** An instance that was told to be down. */
  static final String STOPPED = "stopped ";

  /** An instance that is to be copied anew before it starts. */
  static final String STALE = "stale ";

  ClusterState {
    instances = List.copyOf(instances);
    ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
    marks = Collections.unmodifiableSortedMap(new TreeMap<>(marks));
  }

  static List<String> instances(PgCluster cluster) {
    ObjectNames names = new ObjectNames(cluster.name());
    List<String> all = new ArrayList<>(List.of(names.primaryPod()));
    for (int i = 0; i < cluster.standbys().count(); i++) {
      all.add(names.replicaPod(i));
    }
    return all;
  }

  String router() {
    return "router";
  }

  int port(String member) {
    return ports.getOrDefault(member, 0);
  }

  List<String> standbys() {
    return instances.stream().filter(name -> !name.equals(primary)).toList();
  }

  boolean isPrimary(String instance) {
    return instance.equals(primary);
  }

  boolean has(String mark, String instance) {
    return marks.containsKey(mark + instance);
  }

  Optional<Lsn> heldAt(String instance) {
    return Optional.ofNullable(marks.get(HELD + instance)).map(Lsn::parse);
  }

  ClusterState with(String mark, String instance, String value) {
    TreeMap<String, String> more = new TreeMap<>(marks);
    more.put(mark + instance, value);
    return new ClusterState(id, primary, instances, ports, home, pgpool, more);
  }

  ClusterState without(String mark, String instance) {
    TreeMap<String, String> fewer = new TreeMap<>(marks);
    fewer.remove(mark + instance);
    return new ClusterState(id, primary, instances, ports, home, pgpool, fewer);
  }

  ClusterState led(String by) {
    return new ClusterState(id, by, instances, ports, home, pgpool, marks);
  }

  ClusterState on(SortedMap<String, Integer> others) {
    return new ClusterState(id, primary, instances, others, home, pgpool, marks);
  }

  /** With other instances and their ports. */
  ClusterState of(List<String> others, SortedMap<String, Integer> theirs) {
    return new ClusterState(id, primary, others, theirs, home, pgpool, marks);
  }

  /** With another program as its router, or none. */
  ClusterState routedBy(Optional<String> program) {
    return new ClusterState(id, primary, instances, ports, home, program, marks);
  }

  /** The name of an instance's slot, the same in every cluster: templates have them already. */
  String slot(String instance) {
    return slot(instances.indexOf(instance));
  }

  static String slot(int number) {
    return "instance_" + number;
  }

  Properties toProperties() {
    Properties properties = new Properties();
    properties.setProperty("id", id);
    properties.setProperty("primary", primary);
    properties.setProperty("instances", String.join(" ", instances));
    properties.setProperty("programs", home.programs().toString());
    properties.setProperty("version", home.version());
    pgpool.ifPresent(program -> properties.setProperty("pgpool", program));
    ports.forEach((member, port) -> properties.setProperty(PORT + member, port.toString()));
    marks.forEach((mark, value) -> properties.setProperty(MARK + mark, value));
    return properties;
  }

  static ClusterState of(Properties properties) {
    TreeMap<String, Integer> ports = new TreeMap<>();
    TreeMap<String, String> marks = new TreeMap<>();
    SortedSet<String> keys = new TreeSet<>(properties.stringPropertyNames());
    for (String key : keys) {
      String value = properties.getProperty(key, "");
      if (key.startsWith(PORT)) {
        ports.put(key.substring(PORT.length()), Integer.valueOf(value));
      } else if (key.startsWith(MARK)) {
        marks.put(key.substring(MARK.length()), value);
      }
    }
    return new ClusterState(
        required(properties, "id"),
        required(properties, "primary"),
        List.of(required(properties, "instances").split(" ")),
        ports,
        new PostgresHome(
            java.nio.file.Path.of(required(properties, "programs")),
            required(properties, "version")),
        Optional.ofNullable(properties.getProperty("pgpool")),
        marks);
  }

  private static String required(Map<Object, Object> properties, String key) {
    if (properties.get(key) instanceof String value) {
      return value;
    }
    throw new PgClusterException(
        "cluster.properties: has no %s; delete the cluster's folder and start it again"
            .formatted(key));
  }
}
