package io.pgcluster.spec;

import io.pgcluster.config.HbaRule;
import io.pgcluster.credential.PoolPasswdEntry;
import io.pgcluster.image.ImageContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Describes pgpool. Not thread-safe.
 *
 * @since 0.1
 */
public final class RouterBuilder extends ComponentBuilder<RouterBuilder> {
  private int pods = 1;
  private String version = "4.6";
  private final ImageChoice image = new ImageChoice();
  private int port = 5432;
  private final SortedMap<String, String> parameters = new TreeMap<>();
  private final List<HbaRule> hba = new ArrayList<>();
  private final List<PoolPasswdEntry> poolPasswd = new ArrayList<>();
  private final Problems textProblems;

  RouterBuilder(Problems textProblems) {
    this.textProblems = textProblems;
  }

  @Override
  RouterBuilder self() {
    return this;
  }

  void from(RouterSettings settings, Optional<String> registry) {
    from(settings.pod(), settings.service());
    pods = settings.pods();
    version = settings.version();
    image.from(settings.image(), DefaultImages.router(version, registry));
    port = settings.port();
    parameters.putAll(settings.parameters());
    hba.addAll(settings.hba());
    poolPasswd.addAll(settings.poolPasswd());
  }

  RouterSettings build(Optional<String> registry) {
    return new RouterSettings(
        pods,
        version,
        image.resolve(DefaultImages.router(version, registry)),
        port,
        parameters,
        hba,
        poolPasswd,
        pod(),
        serviceSettings());
  }

  /**
   * How many pods route. Default 1; 0 for a cluster without a router.
   *
   * @param count 0 to 64
   * @return this
   */
  public RouterBuilder pods(int count) {
    this.pods = count;
    return this;
  }

  /**
   * pgpool's version. Default 4.6.
   *
   * @param majorMinor {@code 3.7} to {@code 4.7}
   * @return this
   */
  public RouterBuilder version(String majorMinor) {
    this.version = majorMinor;
    return this;
  }

  /**
   * The image. Default {@code pgpool/pgpool:<version>}.
   *
   * @param reference as the container runtime takes it
   * @return this
   */
  public RouterBuilder image(String reference) {
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
  public RouterBuilder image(String reference, ImageContract contract) {
    image.reference(reference);
    image.contract(contract);
    return this;
  }

  /**
   * Where the image's programs are and which user runs them. Default {@link
   * ImageContract#OFFICIAL_PGPOOL}.
   *
   * @param contract what the image promises
   * @return this
   */
  public RouterBuilder imageContract(ImageContract contract) {
    image.contract(contract);
    return this;
  }

  /**
   * The port of the pods and of the Service. Default 5432.
   *
   * @param newPort 1024 to 65535
   * @return this
   */
  public RouterBuilder port(int newPort) {
    this.port = newPort;
    return this;
  }

  /**
   * A parameter, as in pgpool.conf.
   *
   * @param name its name
   * @param value its value without quotes
   * @return this
   */
  public RouterBuilder parameter(String name, String value) {
    parameters.put(name, value);
    return this;
  }

  /**
   * Several parameters.
   *
   * @param values by name
   * @return this
   */
  public RouterBuilder parameters(Map<String, String> values) {
    parameters.putAll(values);
    return this;
  }

  /**
   * A rule of pool_hba.conf; it comes before the library's own last ones and after earlier calls'.
   *
   * @param rule the rule
   * @return this
   */
  public RouterBuilder hba(HbaRule rule) {
    hba.add(rule);
    return this;
  }

  /**
   * An entry of pool_passwd for a role that was made by hand. A secret: never written out.
   *
   * @param entry user and password field
   * @return this
   */
  public RouterBuilder poolPasswd(PoolPasswdEntry entry) {
    poolPasswd.add(entry);
    return this;
  }

  /**
   * The entries of a pool_passwd file, which come after earlier ones. What is no entry is refused
   * when the cluster is built, by line.
   *
   * @param file its text
   * @return this
   */
  public RouterBuilder poolPasswd(String file) {
    PoolPasswdText.read(textProblems.at("poolPasswd"), file, poolPasswd::add);
    return this;
  }
}
