package io.pgcluster.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.pgcluster.credential.SecretData;
import io.pgcluster.manifest.Manifests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A pod of a StatefulSet as a local process: what a kubelet does with a template, but that its
 * volumes are folders below one, its paths are moved there, and its address is one of loopback.
 */
final class LocalPod implements AutoCloseable {
  private static final long PATIENCE = 60;
  private static final List<String> HEARING_INT = InstalledPostgres.hearingInt();

  private final String name;
  private final Path root;
  private final Container container;
  private final Map<String, String> moved = new HashMap<>();
  private final Path logFile;
  private Process process;

  LocalPod(Path parent, Manifests manifests, String set, int ordinal, String address)
      throws IOException {
    name = set + "-" + ordinal;
    root = folder(parent.resolve(name), "rwxr-xr-x");
    logFile = root.resolve("log");
    PodSpec pod = object(manifests, StatefulSet.class, set).getSpec().getTemplate().getSpec();
    container = pod.getContainers().get(0);
    moved.put("listen_addresses = '*'", "listen_addresses = '" + address + "'");
    moved.put("host=orders-primary", "host=127.0.0.1");
    for (VolumeMount mount : container.getVolumeMounts()) {
      if (!mount.getMountPath().startsWith("/dev/")) {
        moved.put(mount.getMountPath(), root.resolve(mount.getName()).toString());
        folder(root.resolve(mount.getName()), "rwxrwx---");
      }
    }
    for (Volume volume : pod.getVolumes()) {
      fill(manifests, volume);
    }
  }

  private LocalPod(LocalPod other) {
    name = other.name;
    root = other.root;
    container = other.container;
    logFile = other.root.resolve("log-of-the-other");
    moved.putAll(other.moved);
  }

  /** Another container on the same volumes. */
  LocalPod twin() {
    return new LocalPod(this);
  }

  private static Path folder(Path path, String mode) throws IOException {
    Files.createDirectory(path);
    InstalledPostgres.give(path, true);
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private void fill(Manifests manifests, Volume volume) throws IOException {
    if (volume.getConfigMap() != null) {
      ConfigMap map = object(manifests, ConfigMap.class, volume.getConfigMap().getName());
      for (var file : map.getData().entrySet()) {
        write(volume, file.getKey(), moved(file.getValue()).getBytes(StandardCharsets.UTF_8));
      }
    }
    if (volume.getSecret() != null) {
      SecretData data =
          SecretData.from(object(manifests, Secret.class, volume.getSecret().getSecretName()));
      for (String key : data.keys()) {
        write(volume, key, data.bytes(key).orElseThrow());
      }
    }
  }

  /** As kubelet does: root's, and readable by the pod's group. */
  private void write(Volume volume, String key, byte[] content) throws IOException {
    Path file = Files.write(root.resolve(volume.getName()).resolve(key), content);
    InstalledPostgres.give(file, false);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
  }

  private static <T> T object(Manifests manifests, Class<T> kind, String name) {
    return kind.cast(manifests.find(kind.getSimpleName(), name).orElseThrow().object());
  }

  /** In one pass, so that what is moved is not moved again. */
  private String moved(String text) {
    Pattern all =
        Pattern.compile(
            moved.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
    return all.matcher(text).replaceAll(m -> Matcher.quoteReplacement(moved.get(m.group())));
  }

  private ProcessBuilder builder(List<String> command) {
    List<String> all = new ArrayList<>(HEARING_INT);
    all.addAll(InstalledPostgres.asUser());
    command.forEach(word -> all.add(moved(word)));
    ProcessBuilder builder = new ProcessBuilder(all);
    builder.directory(root.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    for (EnvVar variable : container.getEnv()) {
      builder
          .environment()
          .put(
              variable.getName(),
              variable.getValueFrom() == null
                  ? moved(variable.getValue().replace("$$", "$"))
                  : name);
    }
    return builder;
  }

  /** Begins the container anew; what was in memory stays, as it does when a container restarts. */
  LocalPod start() throws IOException {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "export POD_PID=$$; exec \"$@\"", "sh"));
    command.addAll(container.getCommand());
    process =
        builder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()))
            .start();
    return this;
  }

  String log() throws IOException {
    return Files.exists(logFile) ? Files.readString(logFile) : "";
  }

  Path data() {
    return root.resolve("data");
  }

  Path pgdata() {
    return data().resolve("pgdata");
  }

  Path unfinished() {
    return data().resolve("pgdata.new");
  }

  /** What is asked until it is so. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws IOException;
  }

  /** Waits while the container runs; false when it ended first. */
  boolean await(Condition condition) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
    while (!condition.holds()) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        return condition.holds();
      }
      assertThat(System.nanoTime()).as(log()).isLessThan(end);
    }
    return true;
  }

  boolean isReady() throws IOException {
    return builder(container.getReadinessProbe().getExec().getCommand())
            .start()
            .onExit()
            .join()
            .exitValue()
        == 0;
  }

  LocalPod awaitReady() throws IOException, InterruptedException {
    assertThat(await(this::isReady)).as(log()).isTrue();
    return this;
  }

  void awaitAnswer(String sql, String answer) throws IOException, InterruptedException {
    assertThat(await(() -> psql("postgres", sql).equals(answer))).as(log()).isTrue();
  }

  /** How the container ends by itself. */
  int awaitEnd() throws IOException, InterruptedException {
    boolean ended = process.waitFor(PATIENCE, TimeUnit.SECONDS);
    assertThat(ended).as(log()).isTrue();
    return process.exitValue();
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** As {@code kubectl exec POD -- psql} does. */
  String psql(String database, String sql) throws IOException {
    String psql = "\"${PGCLUSTER_PROGRAMS:+$PGCLUSTER_PROGRAMS/}psql\" -XAtq -d \"$0\" -c \"$1\"";
    String conninfo = "dbname='%s'".formatted(database.replace("\\", "\\\\").replace("'", "\\'"));
    Process client =
        builder(List.of("sh", "-c", psql, conninfo, sql)).redirectErrorStream(true).start();
    String out = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    client.onExit().join();
    return out.endsWith("\n") ? out.substring(0, out.length() - 1) : out;
  }

  /** As Kubernetes deletes a pod: the hook, then the signal. */
  int delete() throws IOException, InterruptedException {
    builder(container.getLifecycle().getPreStop().getExec().getCommand()).start().onExit().join();
    return signal("TERM");
  }

  int signal(String signal) throws IOException, InterruptedException {
    tell(signal);
    return awaitEnd();
  }

  /** Sends it to process 1. */
  void tell(String signal) throws IOException {
    new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().onExit().join();
  }

  /** As when a node loses power or a pod is deleted by force: nobody gets to say a word. */
  void kill() {
    List<ProcessHandle> all = processes();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(p -> p.onExit().join());
  }

  private List<ProcessHandle> processes() {
    return Stream.concat(
            Stream.of(process.toHandle()),
            ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").contains(root + "/")))
        .flatMap(p -> Stream.concat(Stream.of(p), p.descendants()))
        .distinct()
        .toList();
  }

  @Override
  public void close() throws IOException {
    if (process != null) {
      kill();
    }
  }
}
