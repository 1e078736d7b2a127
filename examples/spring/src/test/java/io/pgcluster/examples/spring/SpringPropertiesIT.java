package io.pgcluster.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.junit5.PgClusterExtension;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgClusterBuilder;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

// tag::spring
@SpringBootTest
class SpringPropertiesIT {
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

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry properties) {
    properties.add("spring.datasource.url", () -> CLUSTER.jdbcUrl(Route.PRIMARY));
    properties.add("spring.datasource.username", CLUSTER::username);
    properties.add("spring.datasource.password", CLUSTER::password);
  }

  @Autowired private OrdersApplication.Orders orders;

  @Test
  void keeps_orders() {
    orders.add(1);

    assertThat(orders.count()).isEqualTo(1);
  }
}
// end::spring
