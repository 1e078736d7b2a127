package io.pgcluster.junit5;

import io.pgcluster.PgClusterException;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * What is asked for.
 *
 * @param origin says whether two are the same
 * @param spec the cluster; its name does not matter
 * @param migrationKey says whether two migrations are the same
 */
record Options(
    Object origin,
    PgCluster spec,
    ClusterScope clusters,
    DatabaseScope databases,
    DatabaseMigration migration,
    Object migrationKey) {
  Options with(DatabaseMigration other) {
    return new Options(origin, spec, clusters, databases, other, other);
  }

  Options with(ClusterScope other) {
    return new Options(origin, spec, other, databases, migration, migrationKey);
  }

  Options with(DatabaseScope other) {
    return new Options(origin, spec, clusters, other, migration, migrationKey);
  }

  static Options of(PgClusterTest test, Class<?> testClass) {
    try {
      PgClusterBuilder builder =
          PgClusterBuilder.named("test").version(test.version()).standbys(test.standbys());
      if (!test.router()) {
        builder.withoutRouter();
      }
      for (String parameter : test.parameters()) {
        int equals = parameter.indexOf('=');
        if (equals < 1) {
          throw new PgClusterException(
              "parameters: \"%s\" is not of the form name=value".formatted(parameter));
        }
        builder.parameter(
            parameter.substring(0, equals).strip(), parameter.substring(equals + 1).strip());
      }
      return new Options(
          test,
          made(test.spec()).customize(builder).build(),
          test.clusters(),
          test.databases(),
          made(test.migration()),
          test.migration());
    } catch (PgClusterException e) {
      throw new ExtensionConfigurationException(
          "@PgClusterTest of %s: %s".formatted(testClass.getName(), e.getMessage()), e);
    }
  }

  private static <T> T made(Class<T> type) {
    try {
      return ReflectionSupport.newInstance(type);
    } catch (RuntimeException e) {
      throw new PgClusterException(
          "%s: cannot be made (%s); it must be a static class with a constructor without parameters"
              .formatted(type.getName(), e),
          e);
    }
  }
}
