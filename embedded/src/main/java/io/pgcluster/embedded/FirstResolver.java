package io.pgcluster.embedded;

import java.util.List;
import java.util.Optional;

/** Asks one after another. */
record FirstResolver(List<PostgresResolver> resolvers) implements PostgresResolver {
  @Override
  public Optional<PostgresHome> find(int major) {
    return resolvers.stream().flatMap(r -> r.find(major).stream()).findFirst();
  }

  @Override
  public List<String> known() {
    return resolvers.stream().flatMap(r -> r.known().stream()).toList();
  }
}
