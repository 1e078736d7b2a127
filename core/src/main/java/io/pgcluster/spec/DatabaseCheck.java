package io.pgcluster.spec;

import io.pgcluster.Violation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is granted and published in a database. */
final class DatabaseCheck {
  private DatabaseCheck() {}

  static void check(Problems at, Database database, PgCluster cluster) {
    for (int i = 0; i < database.grants().size(); i++) {
      Grant grant = database.grants().get(i);
      Problems here = at.at("grants").at(i);
      if (cluster.access().roles().stream().noneMatch(r -> r.name().equals(grant.role()))) {
        here.at("role")
            .add(
                "%s is not described; add it to the roles"
                    .formatted(Violation.shown(grant.role())));
      }
      if (database.owner().filter(grant.role()::equals).isPresent()) {
        here.at("role").add("owns the database, and so may do everything in it; leave it out");
      }
      schema(here.at("schema"), grant.schemaName());
      if (database.grants().subList(0, i).stream().anyMatch(g -> isOfOnePlace(g, grant))) {
        here.add("is of a role and a schema that stand here twice; leave one out");
      }
    }
    publications(at.at("publications"), database.publications(), cluster);
  }

  private static boolean isOfOnePlace(Grant one, Grant other) {
    return one.role().equals(other.role()) && one.schemaName().equals(other.schemaName());
  }

  private static void schema(Problems at, String name) {
    SqlName.problem(name).ifPresent(at::add);
    if (name.startsWith("pg_")) {
      at.add("%s is PostgreSQL's own; give another".formatted(Violation.shown(name)));
    }
  }

  private static void publications(Problems at, List<Publication> publications, PgCluster cluster) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < publications.size(); i++) {
      Publication publication = publications.get(i);
      SqlName.problem(publication.name()).ifPresent(at.at(i).at("name")::add);
      if (!names.add(publication.name())) {
        at.at(i)
            .at("name")
            .add(
                "%s stands here twice; leave one out"
                    .formatted(Violation.shown(publication.name())));
      }
      for (int t = 0; t < publication.tables().size(); t++) {
        Problems table = at.at(i).at("tables").at(t);
        for (String part : publication.tables().get(t).split("\\.", 2)) {
          SqlName.problem(part).ifPresent(table::add);
        }
      }
      if (!"logical".equals(cluster.postgres().parameters().get("wal_level"))) {
        at.at(i).add("needs postgres.parameters.wal_level: logical; set it");
      }
    }
  }
}
