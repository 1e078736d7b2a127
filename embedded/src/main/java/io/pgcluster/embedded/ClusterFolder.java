package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import io.pgcluster.credential.SecretData;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.yaml.PgClusterYaml;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * The folder of one cluster: its description, state and secrets, and a folder for each instance.
 *
 * @param root which goes by the cluster's name
 */
record ClusterFolder(Path root) {
  private static final String STATE = "cluster.properties";
  private static final String KEPT = "kept.properties";

  String name() {
    return String.valueOf(root.getFileName());
  }

  Path instance(String name) {
    return root.resolve(name);
  }

  Path data(String instance) {
    return instance(instance).resolve("data");
  }

  Path log(String instance) {
    return instance(instance).resolve("log");
  }

  /** The cluster is there when its state is: that is written last. */
  boolean exists() {
    return Files.exists(root.resolve(STATE));
  }

  void create(String id) throws IOException {
    Files.createDirectories(root);
    FileOwners.set(root, "rwx--x--x");
    Files.writeString(root.resolve("id"), id);
  }

  ClusterState state() {
    return read(root.resolve(STATE));
  }

  private ClusterState read(Path file) {
    try {
      Properties properties = new Properties();
      properties.load(new StringReader(Files.readString(file)));
      return ClusterState.of(properties);
    } catch (IOException e) {
      throw new PgClusterException(
          "cluster %s: is not there any more (%s)".formatted(name(), root), e);
    }
  }

  private String id() {
    try {
      return Files.readString(root.resolve("id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** Stops all its servers at once and removes it. */
  void remove() throws IOException {
    end(Guard.End.REMOVE);
    Folders.delete(root);
  }

  /**
   * Shuts all its servers down cleanly and leaves their data; the cluster is not there any more.
   */
  void shutDown() throws IOException {
    end(Guard.End.SHUT_DOWN);
    Files.move(root.resolve(STATE), root.resolve(KEPT), StandardCopyOption.REPLACE_EXISTING);
  }

  /** The state of the cluster whose data were kept. */
  Optional<ClusterState> kept() {
    Path file = root.resolve(KEPT);
    return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
  }

  private void end(Guard.End end) throws IOException {
    if (Files.isDirectory(root)) {
      Guard.over(root, id(), end).close();
    }
  }

  boolean hasData(String instance) {
    return Files.isDirectory(data(instance));
  }

  /** All of it or nothing, at once. */
  void write(ClusterState state) {
    try {
      StringWriter text = new StringWriter();
      state.toProperties().store(text, null);
      Path next = root.resolve(STATE + ".new");
      Files.writeString(next, text.toString());
      Files.move(next, root.resolve(STATE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  PgCluster spec(PgClusterYaml form) {
    try {
      return form.read(Files.readString(root.resolve("spec.yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void writeSpec(String form) throws IOException {
    FileOwners.writeSecret(root.resolve("spec.yaml"), form);
  }

  ClusterSecrets secrets() {
    return readSecrets(root.resolve("secrets.properties"));
  }

  void write(ClusterSecrets secrets) throws IOException {
    writeSecrets(root.resolve("secrets.properties"), secrets);
  }

  static ClusterSecrets readSecrets(Path file) {
    try {
      Properties properties = new Properties();
      properties.load(new StringReader(Files.readString(file)));
      SecretData data = SecretData.empty();
      for (String key : properties.stringPropertyNames()) {
        data = data.with(key, SecretData.decodeBytes(properties.getProperty(key, "")));
      }
      return ClusterSecrets.fromSecret(data.toSecret("secrets"));
    } catch (IOException e) {
      throw new PgClusterException("%s: cannot be read".formatted(file), e);
    }
  }

  static void writeSecrets(Path file, ClusterSecrets secrets) throws IOException {
    Properties properties = new Properties();
    properties.putAll(secrets.toSecret(NAMELESS, "local").getData());
    StringWriter text = new StringWriter();
    properties.store(text, null);
    FileOwners.writeSecret(file, text.toString());
  }

  /** The secrets' form has a cluster's name in it, which is of no use here. */
  private static final PgCluster NAMELESS =
      io.pgcluster.spec.PgClusterBuilder.named("local").build();

  private PgClusterException unwritable(IOException e) {
    return new PgClusterException(
        "cluster %s: %s cannot be written to (%s)".formatted(name(), root, e), e);
  }
}
