package io.pgcluster;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of docs/architecture.md, and that core is pure. */
class ArchitectureTest {
  private static final String ROOT = "io.pgcluster";

  /** What each package may use; besides itself, the root package and other libraries. */
  /** What every package may use, and which uses none. */
  private static final String INTERNAL = "internal";

  private static final Map<String, Set<String>> USES =
      Map.ofEntries(
          Map.entry(INTERNAL, Set.of()),
          Map.entry("credential", Set.of()),
          Map.entry("config", Set.of()),
          Map.entry("storage", Set.of()),
          Map.entry("image", Set.of()),
          Map.entry("spec", Set.of("credential", "config", "storage", "image")),
          Map.entry("yaml", Set.of("credential", "config", "storage", "image", "spec")),
          Map.entry("topology", Set.of("credential", "config", "storage", "image", "spec")),
          Map.entry("router", Set.of("credential", "config", "storage", "image", "spec")),
          Map.entry(
              "manifest",
              Set.of(
                  "credential",
                  "config",
                  "storage",
                  "image",
                  "spec",
                  "yaml",
                  "topology",
                  "router")),
          Map.entry("runtime", Set.of("credential", "config", "spec")),
          Map.entry(
              "export",
              Set.of(
                  "credential",
                  "config",
                  "storage",
                  "image",
                  "spec",
                  "yaml",
                  "topology",
                  "router",
                  "manifest")),
          Map.entry(
              "chart",
              Set.of("credential", "config", "storage", "image", "spec", "topology", "runtime")));

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  static Stream<String> packages() {
    return USES.keySet().stream().sorted();
  }

  @Test
  void every_package_has_its_place() {
    Set<String> found =
        CORE.stream()
            .map(ArchitectureTest::part)
            .filter(p -> !p.isEmpty())
            .collect(Collectors.toSet());

    assertThat(USES.keySet()).containsAll(found);
  }

  @ParameterizedTest
  @MethodSource("packages")
  void a_package_uses_only_those_to_its_left(String name) {
    Set<String> allowed = USES.get(name);
    classes()
        .that(describe("are in " + name, c -> part(c).equals(name)))
        .should()
        .onlyDependOnClassesThat(
            describe(
                "are in " + allowed + " or in no package of ours",
                c ->
                    !ours(c)
                        || part(c).isEmpty()
                        || part(c).equals(name)
                        || part(c).equals(INTERNAL)
                        || allowed.contains(part(c))))
        .allowEmptyShould(true)
        .check(CORE);
  }

  @Test
  void the_root_package_uses_no_other() {
    classes()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .onlyDependOnClassesThat(
            describe("are not in a package below", c -> !ours(c) || part(c).isEmpty()))
        .check(CORE);
  }

  @Test
  void packages_have_no_cycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CORE);
  }

  @Test
  void no_client() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8.kubernetes.client..", "java.sql..", "org.postgresql..")
        .check(CORE);
  }

  @Test
  void no_input_or_output() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "java.nio.channels..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.net\\.(?!URI$|URLEncoder$|URLDecoder$).*")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.io\\.(File.*|RandomAccessFile|Console)")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.lang\\.(Process.*|Thread)")
        .check(CORE);
  }

  @Test
  void no_clock_and_no_environment() {
    noClasses()
        .should()
        .accessTargetWhere(calls("java\\.time\\..*", "now|system.*|tick.*"))
        .orShould()
        .accessTargetWhere(
            calls(
                "java\\.lang\\.System",
                "currentTimeMillis|nanoTime|getenv|getProperty|getProperties"))
        .check(CORE);
  }

  @Test
  void no_chance_but_where_secrets_are_made() {
    noClasses()
        .that()
        .haveNameNotMatching("io\\.pgcluster\\.credential\\.(Password|SecretSource(\\$.*)?)")
        .should(
            dependOnClassesThat(
                    DescribedPredicate.<JavaClass>describe(
                        "draw at random",
                        c -> c.isAssignableTo("java.util.random.RandomGenerator")))
                .or(
                    accessTargetWhere(
                        calls("java\\.(lang\\.Math|util\\.UUID)", "random|randomUUID"))))
        .check(CORE);
  }

  private static DescribedPredicate<JavaAccess<?>> calls(String owner, String name) {
    return describe(
        "call " + owner + "." + name,
        access ->
            access.getTargetOwner().getName().matches(owner)
                && access.getTarget().getName().matches(name));
  }

  private static boolean ours(JavaClass type) {
    return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
  }

  /** The first part of a package's name below the root's: empty for the root's own classes. */
  private static String part(JavaClass type) {
    String below = type.getPackageName().substring(ROOT.length());
    return below.isEmpty() ? "" : below.substring(1).split("\\.")[0];
  }
}
