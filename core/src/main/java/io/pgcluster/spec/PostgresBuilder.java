package io.pgcluster.spec;

import io.pgcluster.config.HbaRule;
import io.pgcluster.image.ImageContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Describes what all instances share. Not thread-safe.
 *
 * @since 0.1
 */
public final class PostgresBuilder {
  private int version = 17;
  private final ImageChoice image = new ImageChoice();
  private int port = 5432;
  private final SortedMap<String, String> parameters = new TreeMap<>();
  private final List<HbaRule> hba = new ArrayList<>();
  private PasswordEncryption passwordEncryption = PasswordEncryption.SCRAM_SHA_256;

  PostgresBuilder() {}

  void from(PostgresSettings settings, Optional<String> registry) {
    version = settings.version();
    image.from(settings.image(), DefaultImages.postgres(version, registry));
    port = settings.port();
    parameters.putAll(settings.parameters());
    hba.addAll(settings.hba());
    passwordEncryption = settings.passwordEncryption();
  }

  PostgresSettings build(Optional<String> registry) {
    return new PostgresSettings(
        version,
        image.resolve(DefaultImages.postgres(version, registry)),
        port,
        parameters,
        hba,
        passwordEncryption);
  }

  /**
   * PostgreSQL's major version. Default 17.
   *
   * @param major 14 to 18
   * @return this
   */
  public PostgresBuilder version(int major) {
    this.version = major;
    return this;
  }

  /**
   * The image of every instance. Default {@code postgres:<version>}.
   *
   * @param reference as the container runtime takes it
   * @return this
   */
  public PostgresBuilder image(String reference) {
    image.reference(reference);
    return this;
  }

  /**
   * An image that is not made like the official one.
   *
   * @param reference as the container runtime takes it
   * @param contract where its programs are and which user runs them
   * @return this
   */
  public PostgresBuilder image(String reference, ImageContract contract) {
    image.reference(reference);
    image.contract(contract);
    return this;
  }

  /**
   * Where the image's programs are and which user runs them. Default {@link
   * ImageContract#OFFICIAL_POSTGRES}.
   *
   * @param contract what the image promises
   * @return this
   */
  public PostgresBuilder imageContract(ImageContract contract) {
    image.contract(contract);
    return this;
  }

  /**
   * The port of every instance, and of the Services primary and replica. Default 5432.
   *
   * @param newPort 1024 to 65535
   * @return this
   */
  public PostgresBuilder port(int newPort) {
    this.port = newPort;
    return this;
  }

  /**
   * A server parameter, as in postgresql.conf.
   *
   * @param name its name
   * @param value its value without quotes, such as {@code 8MB}
   * @return this
   */
  public PostgresBuilder parameter(String name, String value) {
    parameters.put(name, value);
    return this;
  }

  /**
   * Several server parameters.
   *
   * @param values by name
   * @return this
   */
  public PostgresBuilder parameters(Map<String, String> values) {
    parameters.putAll(values);
    return this;
  }

  /**
   * A rule of pg_hba.conf; it comes before the library's own last ones and after earlier calls'.
   *
   * @param rule the rule
   * @return this
   */
  public PostgresBuilder hba(HbaRule rule) {
    hba.add(rule);
    return this;
  }

  /**
   * How the database keeps passwords. Default SCRAM-SHA-256.
   *
   * @param encryption the form of the verifiers
   * @return this
   */
  public PostgresBuilder passwordEncryption(PasswordEncryption encryption) {
    this.passwordEncryption = encryption;
    return this;
  }
}
