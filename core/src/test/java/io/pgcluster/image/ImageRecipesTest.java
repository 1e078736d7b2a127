package io.pgcluster.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That the recipes in {@code images/} make images that keep the contracts. */
class ImageRecipesTest {
  private static final Path IMAGES = Path.of("../images");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final Map<String, ImageContract> CONTRACTS =
      Map.of(
          "postgres", ImageContract.OFFICIAL_POSTGRES,
          "pgpool", ImageContract.OFFICIAL_PGPOOL,
          "debian-pgpool", ImageContract.DEBIAN_PGPOOL,
          "crunchy-postgres", ImageContract.crunchyPostgres(17));

  static Stream<String> recipes() {
    return CONTRACTS.keySet().stream().sorted();
  }

  private static String file(String recipe, String name) throws IOException {
    return Files.readString(IMAGES.resolve(recipe).resolve(name));
  }

  private static JsonNode config(String recipe) throws IOException {
    return JSON.readTree(file(recipe, "config.json"));
  }

  private static List<String> path(String recipe) throws IOException {
    for (JsonNode variable : config(recipe).path("Env")) {
      if (variable.asString().startsWith("PATH=")) {
        return List.of(variable.asString().substring("PATH=".length()).split(":"));
      }
    }
    return List.of();
  }

  @Test
  void every_recipe_has_a_contract() throws IOException {
    try (Stream<Path> folders = Files.list(IMAGES)) {
      assertThat(folders.filter(Files::isDirectory).map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(CONTRACTS.keySet());
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void user_and_group_are_those_of_the_contract(String recipe) throws IOException {
    ImageContract contract = CONTRACTS.get(recipe);
    String install = file(recipe, "install.sh");

    assertThat(config(recipe).path("User").asString()).isEqualTo(String.valueOf(contract.uid()));
    assertThat(install)
        .containsPattern("user(?:mod|add) -u %d ".formatted(contract.uid()))
        .containsPattern("group(?:mod|add) -g %d ".formatted(contract.gid()));
    assertThat(file(recipe, "Dockerfile"))
        .containsPattern("(?m)^USER %d$".formatted(contract.uid()));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void programs_are_where_the_contract_says(String recipe) throws IOException {
    ImageContract contract = CONTRACTS.get(recipe);

    if (contract.programDirectory().isEmpty()) {
      assertThat(path(recipe)).contains("/usr/lib/postgresql/17/bin");
    } else {
      assertThat(file(recipe, "install.sh"))
          .containsPattern(
              "(?m)^test -x %s/(pgpool|postgres)$"
                  .formatted(Pattern.quote(contract.programDirectory())));
    }
    assertThat(path(recipe)).contains("/bin", "/usr/bin");
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void the_dockerfile_and_the_config_agree(String recipe) throws IOException {
    String dockerfile = file(recipe, "Dockerfile");

    assertThat(dockerfile).contains("PATH=" + String.join(":", path(recipe)));
    JsonNode stop = config(recipe).path("StopSignal");
    if (stop.isString()) {
      assertThat(dockerfile).containsPattern("(?m)^STOPSIGNAL %s$".formatted(stop.asString()));
    }
  }

  @Test
  void an_image_of_ones_own_says_the_same_in_one_line() {
    ImageContract crunchy = ImageContract.own(26, 26, "/usr/pgsql-17/bin", "initdb", "sh", "sh");

    assertThat(crunchy)
        .isEqualTo(
            new ImageContract(
                "own", 26, 26, "/usr/pgsql-17/bin", java.util.Set.of("initdb", "sh")));
  }
}
