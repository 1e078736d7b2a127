package io.pgcluster.examples;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows between modules. It is here because this module sees all of them. */
class ModulesTest {
  private static final String CORE = "core";

  /** The modules with a package of their own, which is all but core, and what each may use. */
  private static final Map<String, Set<String>> USES =
      Map.of(
          CORE,
          Set.of(),
          "aliyun",
          Set.of(CORE),
          "jdbc",
          Set.of(CORE),
          "kubernetes",
          Set.of(CORE, "jdbc"),
          "embedded",
          Set.of(CORE, "jdbc"),
          "junit5",
          Set.of(CORE, "jdbc", "embedded", "kubernetes"));

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.pgcluster")
          .that(
              describe(
                  "are published", c -> !c.getPackageName().startsWith("io.pgcluster.examples")));

  @ParameterizedTest
  @ValueSource(strings = {CORE, "aliyun", "jdbc", "kubernetes", "embedded", "junit5"})
  void a_module_uses_only_those_before_it(String module) {
    classes()
        .that(describe("are of " + module, c -> module(c).equals(module)))
        .should()
        .onlyDependOnClassesThat(
            describe(
                "are of " + USES.get(module) + " or not ours",
                c -> !ours(c) || module(c).equals(module) || USES.get(module).contains(module(c))))
        .allowEmptyShould(true)
        .check(OURS);
  }

  @ParameterizedTest
  @ValueSource(strings = {CORE, "aliyun", "jdbc", "kubernetes", "embedded", "junit5"})
  void internals_stay_in_their_module(String module) {
    classes()
        .that(describe("are of " + module, c -> module(c).equals(module)))
        .should()
        .onlyDependOnClassesThat(
            describe(
                "are not internal to another module",
                c ->
                    !ours(c)
                        || module(c).equals(module)
                        || !List.of(c.getPackageName().split("\\.")).contains("internal")))
        .allowEmptyShould(true)
        .check(OURS);
  }

  /** Otherwise no two of the modules could be on a module path. */
  @Test
  void no_package_is_in_two_modules() {
    Map<String, Set<String>> places = new TreeMap<>();
    for (JavaClass type : OURS) {
      String uri = type.getSource().orElseThrow().getUri().toString();
      String place = uri.substring(0, uri.lastIndexOf("io/pgcluster/"));
      places.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>()).add(place);
    }

    assertThat(places).isNotEmpty().allSatisfy((name, found) -> assertThat(found).hasSize(1));
  }

  private static boolean ours(JavaClass type) {
    return type.getPackageName().startsWith("io.pgcluster");
  }

  private static String module(JavaClass type) {
    String[] parts = type.getPackageName().split("\\.");
    return parts.length > 2 && USES.containsKey(parts[2]) ? parts[2] : CORE;
  }
}
