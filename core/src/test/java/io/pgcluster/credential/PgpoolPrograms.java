package io.pgcluster.credential;

import io.pgcluster.credential.RandomCredentials.Credential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * The real {@code pg_md5} and {@code pg_enc}, many credentials in one launch. Looked for on the
 * PATH, in {@code /usr/sbin} (Debian) and in {@code /opt/pgpool-II/bin} (the official image).
 *
 * <p>All input goes through stdin to a folder that {@code mktemp} makes, for which {@code TMPDIR}
 * must be writable. Their {@code --input-file} holds {@code name:password} without escaping, so a
 * name there must have no colon.
 */
public final class PgpoolPrograms {

  private static final String PROLOGUE =
      """
      set -eu
      PATH="$PATH:/usr/sbin:/opt/pgpool-II/bin"
      d=$(mktemp -d)
      trap 'rm -rf "$d"' EXIT
      echo "pool_passwd = 'pool_passwd'" > "$d/pgpool.conf"
      cat > "$d/in"
      """;

  private final ProgramRunner runner;

  /** The programs that the runner reaches. */
  public PgpoolPrograms(ProgramRunner runner) {
    this.runner = runner;
  }

  /** Whether both are there. */
  public boolean installed() {
    try {
      String script = PROLOGUE + "command -v pg_md5\ncommand -v pg_enc\n";
      return runner.run(List.of("sh", "-c", script), new byte[0]).exitCode() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** {@code pg_md5}: the bare digest of each password. */
  public List<String> digests(List<Credential> credentials) {
    return run("pg_md5 -f \"$d/pgpool.conf\" -i \"$d/in\"", pairs(credentials))
        .filter(line -> line.matches("[0-9a-f]{32}"))
        .toList();
  }

  /** {@code pg_md5 --md5auth}: the lines of pool_passwd it writes, with names not escaped. */
  public List<String> md5Lines(List<Credential> credentials) {
    return run(
            "pg_md5 -m -f \"$d/pgpool.conf\" -i \"$d/in\" > /dev/null\ncat \"$d/pool_passwd\"",
            pairs(credentials))
        .toList();
  }

  /** As {@link #md5Lines}, but one launch for each, which can take names with colons. */
  public List<String> md5LinesOneByOne(List<Credential> credentials) {
    return run(
            """
            while IFS= read -r user && IFS= read -r password; do
              pg_md5 -m -f "$d/pgpool.conf" -u "$user" -- "$password"
              cat "$d/pool_passwd"
              rm "$d/pool_passwd"
            done < "$d/in"
            """,
            lines(credentials))
        .toList();
  }

  /** {@code pg_enc}: the AES entry of each password; the key goes through its key file. */
  public List<String> aesTokens(String key, List<Credential> credentials) {
    String prefix = "pool_passwd string: ";
    return run(
            """
            head -n 1 "$d/in" > "$d/key"
            chmod 600 "$d/key"
            tail -n +2 "$d/in" > "$d/pairs"
            pg_enc -k "$d/key" -f "$d/pgpool.conf" -i "$d/pairs"
            """,
            key + "\n" + pairs(credentials))
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .toList();
  }

  private Stream<String> run(String script, String stdin) {
    try {
      ProgramRunner.Result result =
          runner.run(
              List.of("sh", "-c", PROLOGUE + script), stdin.getBytes(StandardCharsets.UTF_8));
      if (result.exitCode() != 0) {
        throw new AssertionError(
            "exit code %d of %s: %s"
                .formatted(
                    result.exitCode(),
                    script,
                    new String(result.stderr(), StandardCharsets.UTF_8)));
      }
      // Not String.lines(), for which a CR in a name would end a line too.
      return List.of(new String(result.stdout(), StandardCharsets.UTF_8).split("\n", 0)).stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String pairs(List<Credential> credentials) {
    StringBuilder out = new StringBuilder();
    credentials.forEach(c -> out.append(c.name()).append(':').append(c.password()).append('\n'));
    return out.toString();
  }

  private static String lines(List<Credential> credentials) {
    StringBuilder out = new StringBuilder();
    credentials.forEach(c -> out.append(c.name()).append('\n').append(c.password()).append('\n'));
    return out.toString();
  }
}
