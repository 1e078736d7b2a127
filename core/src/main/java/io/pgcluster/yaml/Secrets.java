package io.pgcluster.yaml;

import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is read but never written, because it is or may hold a secret. */
final class Secrets {
  /** A text that the schema marks as one to give, but not to expect back. */
  static final Shape<String> LINE =
      new Shape<>() {
        @Override
        public Optional<String> read(Node node, Report report) {
          return Scalars.TEXT.read(node, report);
        }

        @Override
        public Object write(String value) {
          throw new UnsupportedOperationException("secrets are not written");
        }

        @Override
        public boolean isSecret() {
          return true;
        }

        @Override
        public Map<String, Object> schema() {
          Map<String, Object> schema = Schemas.type("string");
          schema.put("writeOnly", true);
          return schema;
        }
      };

  private Secrets() {}

  /** The paths of what the written form lacks. */
  static List<String> of(PgCluster cluster) {
    List<String> paths = new ArrayList<>();
    if (!cluster.router().poolPasswd().isEmpty()) {
      paths.add("router.poolPasswd");
    }
    password(paths, "access.superuser", cluster.access().superuser());
    password(paths, "access.replication", cluster.access().replication());
    List<Role> roles = cluster.access().roles();
    for (int i = 0; i < roles.size(); i++) {
      password(paths, "access.roles[" + i + "]", roles.get(i));
    }
    if (!cluster.access().setupSql().isEmpty()) {
      paths.add("access.setupSql");
    }
    return paths;
  }

  private static void password(List<String> paths, String path, Role role) {
    if (role.password().isPresent()) {
      paths.add(path + ".password");
    }
  }
}
