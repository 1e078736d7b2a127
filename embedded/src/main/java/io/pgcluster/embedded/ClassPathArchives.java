package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** zonky's archives on the class path, unpacked once for each into the cache. */
final class ClassPathArchives implements PostgresResolver {
  private static final Pattern IN_NAME = Pattern.compile("-(\\d+\\.\\d+)\\.\\d+[^/]*\\.jar");

  private final UserCache cache;
  private final Platform platform;

  ClassPathArchives(UserCache cache) {
    this(cache, Platform.current());
  }

  ClassPathArchives(UserCache cache, Platform platform) {
    this.cache = cache;
    this.platform = platform;
  }

  /** One archive; its version as the jar's name says, if it does. */
  private record Archive(URL url, Optional<String> version, String key) {}

  @Override
  public Optional<PostgresHome> find(int major) {
    for (Archive archive : archives()) {
      boolean another =
          archive.version().map(v -> !v.startsWith(major + ".")).orElse(Boolean.FALSE);
      if (!another) {
        PostgresHome home = unpacked(archive);
        if (home.major() == major) {
          return Optional.of(home);
        }
      }
    }
    return Optional.empty();
  }

  private PostgresHome unpacked(Archive archive) {
    var folder =
        cache.get(
            "postgres/" + archive.key(), target -> ArchiveUnpacker.unpack(archive.url(), target));
    var programs = folder.resolve("bin");
    String version =
        archive
            .version()
            .or(() -> InstalledPostgres.version(programs))
            .orElseThrow(
                () ->
                    new PgClusterException(
                        ("%s: the programs unpacked from %s do not run; they are for another system"
                                + " than this; depend on %s")
                            .formatted(programs, archive.url(), platform.artifact())));
    return new PostgresHome(programs, version);
  }

  private List<Archive> archives() {
    List<Archive> archives = new ArrayList<>();
    try {
      for (URL url : Collections.list(loader().getResources(platform.resource()))) {
        archives.add(archive(url));
      }
    } catch (IOException e) {
      throw new PgClusterException(
          "%s on the class path: cannot be read (%s)".formatted(platform.resource(), e), e);
    }
    return archives;
  }

  private static ClassLoader loader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? ClassPathArchives.class.getClassLoader() : context;
  }

  /** The jar's directory has the archive's size and checksum: no need to read it to know it. */
  private Archive archive(URL url) throws IOException {
    Matcher name = IN_NAME.matcher(url.getPath());
    Optional<String> version = name.find() ? Optional.of(name.group(1)) : Optional.empty();
    URLConnection connection = url.openConnection();
    long size = connection.getContentLengthLong();
    long sum = connection.getLastModified();
    if (connection instanceof JarURLConnection jar) {
      sum = jar.getJarEntry().getCrc();
    } else {
      connection.getInputStream().close();
    }
    String base = platform.resource().replace(".txz", "");
    return new Archive(
        url,
        version,
        "%s-%s%x-%x".formatted(base, version.map(v -> v + "-").orElse(""), size, sum));
  }

  @Override
  public List<String> known() {
    return archives().stream()
        .map(a -> "%s (class path)".formatted(a.version().orElse("of unknown version")))
        .toList();
  }
}
