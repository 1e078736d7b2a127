package io.pgcluster.embedded;

import io.pgcluster.config.ParameterText;
import io.pgcluster.credential.SecretSource;
import io.pgcluster.jdbc.AccessChanges;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.runtime.FieldChange;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.ParameterChanges;
import io.pgcluster.runtime.Plan;
import io.pgcluster.runtime.PlannedChange;
import io.pgcluster.runtime.PlannedChange.Kind;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.topology.ServerParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What applying a description would change: the files and processes there, and what SQL tells. */
final class LocalPlanner {
  static final String INSTANCE = "Instance";
  static final String ROUTER = "Router";
  private static final String DOWNTIME =
      "writes wait while the primary stops and starts again, usually less than 2 s, and its"
          + " sessions end";
  private static final String ANOTHER =
      "data that are there cannot change it; start a cluster under another name and copy the data";

  private final Settings settings;
  private final PgCluster desired;
  private final ClusterFolder folder;
  private final List<PlannedChange> changes = new ArrayList<>();

  LocalPlanner(Settings settings, PgCluster desired, ClusterFolder folder) {
    this.settings = settings;
    this.desired = desired;
    this.folder = folder;
  }

  Plan plan() {
    if (folder.exists()) {
      differences(folder.spec(settings.form()), folder.state());
    } else {
      ClusterState.instances(desired).forEach(name -> add(INSTANCE, name, "is started"));
      if (desired.router().pods() > 0 && settings.pgpool().isPresent()) {
        add(ROUTER, LocalRouter.NAME, "is started");
      }
    }
    return new Plan(desired, changes);
  }

  private void add(String kind, String name, String reason) {
    changes.add(
        new PlannedChange(Impact.IN_PLACE, Kind.ADD, new ObjectId(kind, name), List.of(), reason));
  }

  private void differences(PgCluster before, ClusterState state) {
    List<FieldChange> described =
        FieldChange.between(settings.form().tree(before), settings.form().tree(desired));
    if (!described.isEmpty()) {
      changes.add(
          new PlannedChange(
              Impact.NO_OP,
              Kind.CHANGE,
              new ObjectId("Description", desired.name()),
              described,
              ""));
    }
    impossible(before, state);
    boolean same = described.isEmpty();
    folder.secrets().rotating().forEach(role -> changes.add(PlannedChange.rotation(role)));
    instances(state, same ? Kind.DRIFT : Kind.CHANGE);
    scale(state);
    access(state);
    router(state, same ? Kind.DRIFT : Kind.CHANGE);
  }

  private void impossible(PgCluster before, ClusterState state) {
    refuse(
        "postgres.version",
        String.valueOf(before.postgres().version()),
        String.valueOf(desired.postgres().version()));
    refuse(
        "postgres.passwordEncryption",
        before.postgres().passwordEncryption().name(),
        desired.postgres().passwordEncryption().name());
    refuse(
        "access.superuser",
        before.access().superuser().name(),
        desired.access().superuser().name());
    refuse(
        "access.replication",
        before.access().replication().name(),
        desired.access().replication().name());
    if (!ClusterState.instances(desired).contains(state.primary())) {
      changes.add(
          new PlannedChange(
              Impact.IMPOSSIBLE,
              Kind.REMOVE,
              new ObjectId(INSTANCE, state.primary()),
              List.of(),
              "it is the primary; promote one that stays, by faults().promote(…)"));
    }
  }

  private void refuse(String path, String before, String after) {
    if (!before.equals(after)) {
      changes.add(
          new PlannedChange(
              Impact.IMPOSSIBLE,
              Kind.CHANGE,
              new ObjectId("Cluster", desired.name()),
              List.of(FieldChange.of(path, before, after)),
              ANOTHER));
    }
  }

  /** Standbys first, but for what the primary has to lower before them. */
  private void instances(ClusterState state, Kind kind) {
    List<String> wanted = ClusterState.instances(desired);
    List<PlannedChange> standbys = new ArrayList<>();
    List<PlannedChange> primary = new ArrayList<>();
    boolean lowered = false;
    for (String instance : state.instances()) {
      if (!wanted.contains(instance)) {
        continue;
      }
      boolean leads = state.isPrimary(instance);
      ParameterChanges parameters = parameters(state, instance);
      lowered |= !parameters.lowered().isEmpty();
      if (!leads) {
        parameters
            .conflict()
            .map(
                why ->
                    new PlannedChange(
                        Impact.IMPOSSIBLE,
                        Kind.CHANGE,
                        new ObjectId(INSTANCE, instance),
                        List.of(),
                        why))
            .ifPresent(changes::add);
      }
      instance(state, instance, parameters, kind)
          .ifPresent(change -> (leads ? primary : standbys).add(change));
    }
    changes.addAll(lowered ? primary : standbys);
    changes.addAll(lowered ? standbys : primary);
  }

  private Optional<PlannedChange> instance(
      ClusterState state, String instance, ParameterChanges parameters, Kind kind) {
    ObjectId id = new ObjectId(INSTANCE, instance);
    InstanceProcess process = new InstanceProcess(folder.instance(instance), RunAs.current());
    if (!process.isAlive() && !state.has(ClusterState.STOPPED, instance)) {
      return Optional.of(
          new PlannedChange(Impact.IN_PLACE, Kind.DRIFT, id, List.of(), "is down, and is started"));
    }
    List<FieldChange> fields = new ArrayList<>();
    parameters
        .fields()
        .forEach(
            f ->
                fields.add(
                    new FieldChange(
                        InstanceConfiguration.CONF + " " + f.path(), f.before(), f.after())));
    String rules = wanted(state, instance, InstanceConfiguration.HBA);
    if (!there(instance, InstanceConfiguration.HBA).equals(rules)) {
      fields.addAll(lines(there(instance, InstanceConfiguration.HBA), rules));
    }
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    if (parameters.restart().isEmpty()) {
      return Optional.of(new PlannedChange(Impact.RELOAD, kind, id, fields, ""));
    }
    String why = "for " + String.join(", ", parameters.restart());
    return Optional.of(
        state.isPrimary(instance)
            ? new PlannedChange(Impact.PRIMARY_RESTART, kind, id, fields, why + ": " + DOWNTIME)
            : new PlannedChange(Impact.STANDBY_RESTART, kind, id, fields, why));
  }

  private static List<FieldChange> lines(String before, String after) {
    List<String> was = before.lines().toList();
    List<String> is = after.lines().toList();
    List<FieldChange> fields = new ArrayList<>();
    was.stream()
        .filter(line -> !is.contains(line))
        .forEach(line -> fields.add(FieldChange.removed(InstanceConfiguration.HBA, line)));
    is.stream()
        .filter(line -> !was.contains(line))
        .forEach(line -> fields.add(FieldChange.added(InstanceConfiguration.HBA, line)));
    return fields.isEmpty() ? List.of(FieldChange.hidden(InstanceConfiguration.HBA)) : fields;
  }

  ParameterChanges parameters(ClusterState state, String instance) {
    return ParameterChanges.postgres(
        desired.postgres().version(),
        parameters(there(instance, InstanceConfiguration.CONF)),
        parameters(wanted(state, instance, InstanceConfiguration.CONF)));
  }

  private static Map<String, String> parameters(String text) {
    TreeMap<String, String> parameters = new TreeMap<>(ParameterText.read(text));
    parameters.remove(ServerParameters.CONFIGURATION);
    return parameters;
  }

  private String wanted(ClusterState state, String instance, String file) {
    return new InstanceConfiguration(desired, folder, settings.durable(), RunAs.current())
        .files(state, instance)
        .getOrDefault(file, "");
  }

  private String there(String member, String file) {
    Path path = folder.instance(member).resolve(file);
    try {
      return Files.readString(path);
    } catch (IOException e) {
      return "";
    }
  }

  private void scale(ClusterState state) {
    List<String> wanted = ClusterState.instances(desired);
    wanted.stream()
        .filter(name -> !state.instances().contains(name))
        .forEach(name -> add(INSTANCE, name, "is made as a copy of the primary"));
    List<String> last = new ArrayList<>(state.standbys());
    // Slots go by the instances' places: those of the others must stay.
    Collections.reverse(last);
    last.stream()
        .filter(name -> !wanted.contains(name))
        .forEach(
            name ->
                changes.add(
                    new PlannedChange(
                        Impact.IN_PLACE,
                        Kind.REMOVE,
                        new ObjectId(INSTANCE, name),
                        List.of(),
                        "its copy of the data and its slot go too")));
  }

  private void access(ClusterState state) {
    InstanceProcess primary =
        new InstanceProcess(folder.instance(state.primary()), RunAs.current());
    boolean impossible = changes.stream().anyMatch(c -> c.impact() == Impact.IMPOSSIBLE);
    if (primary.isReady() && !impossible) {
      changes.addAll(access(secrets()).plan());
    }
  }

  AccessChanges access(ClusterSecrets secrets) {
    TreeMap<String, String> verifiers = new TreeMap<>();
    secrets.roles().forEach((role, secret) -> verifiers.put(role, secret.verifier()));
    return AccessChanges.of(desired, new LocalRoutes(desired, folder)::connection, verifiers);
  }

  /** Those there, and new ones for new roles. */
  ClusterSecrets secrets() {
    return ClusterSecrets.complete(
        desired, Optional.of(folder.secrets().settled()), SecretSource.strong());
  }

  private void router(ClusterState state, Kind kind) {
    boolean there = state.pgpool().isPresent();
    boolean wanted = desired.router().pods() > 0 && settings.pgpool().isPresent();
    ObjectId id = new ObjectId(ROUTER, LocalRouter.NAME);
    if (!there && wanted) {
      add(ROUTER, LocalRouter.NAME, "is started");
    } else if (there && !wanted) {
      changes.add(new PlannedChange(Impact.IN_PLACE, Kind.REMOVE, id, List.of(), ""));
    } else if (there) {
      routed(state).ifPresent(router -> compare(router, scaled(state), kind, id));
    }
  }

  /** The state with the instances that are described; ports of new ones are not known yet. */
  private ClusterState scaled(ClusterState state) {
    return state.of(ClusterState.instances(desired), state.ports());
  }

  Optional<LocalRouter> routed(ClusterState state) {
    return state
        .pgpool()
        .map(
            program ->
                new LocalRouter(
                    settings.pgpool().map(p -> p.described(desired)).orElse(desired),
                    folder,
                    Path.of(program),
                    RunAs.current()));
  }

  private void compare(LocalRouter router, ClusterState state, Kind kind, ObjectId id) {
    List<FieldChange> fields = new ArrayList<>();
    SortedMap<String, String> files = router.files(state, secrets());
    ParameterChanges conf =
        ParameterChanges.pgpool(
            settings.pgpool().map(PgpoolProgram::version).orElse(desired.router().version()),
            ParameterText.read(there(LocalRouter.NAME, LocalRouter.CONF)),
            ParameterText.read(files.getOrDefault(LocalRouter.CONF, "")));
    conf.fields()
        .forEach(
            f ->
                fields.add(
                    new FieldChange(LocalRouter.CONF + " " + f.path(), f.before(), f.after())));
    files.keySet().stream()
        .filter(file -> !file.equals(LocalRouter.CONF))
        .filter(file -> !there(LocalRouter.NAME, file).equals(files.get(file)))
        .forEach(file -> fields.add(FieldChange.hidden(file)));
    if (fields.isEmpty()) {
      return;
    }
    boolean restart =
        !conf.restart().isEmpty()
            || conf.fields().stream().anyMatch(f -> f.path().startsWith("backend_"));
    changes.add(
        new PlannedChange(
            restart ? Impact.STANDBY_RESTART : Impact.RELOAD,
            kind,
            id,
            fields,
            restart ? "pgpool is restarted: sessions through it end" : ""));
  }
}
