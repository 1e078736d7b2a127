package io.pgcluster.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.junit5.PgClusterExtension;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgClusterBuilder;
import java.sql.Connection;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

// tag::routing
/** {@code @Transactional(readOnly = true)} reads from standbys, all else goes to the primary. */
@SpringBootTest
class SpringRoutingIT {
  @RegisterExtension
  static final PgClusterExtension CLUSTER =
      PgClusterExtension.of(PgClusterBuilder.named("orders").withoutRouter().build())
          .migratedBy(
              template -> {
                try (Connection connection = template.getConnection();
                    Statement statement = connection.createStatement()) {
                  statement.execute("CREATE TABLE orders (id int)");
                }
              });

  @TestConfiguration
  static class Routed {
    @Bean
    DataSource dataSource() {
      return CLUSTER.dataSource(Route.ROUTED);
    }
  }

  @Autowired private OrdersApplication.Orders orders;

  @Test
  void reads_go_to_a_standby() {
    assertThat(orders.add(1)).endsWith("-primary-0");
    assertThat(orders.readFrom()).endsWith("-replica-0");
  }
}
// end::routing
