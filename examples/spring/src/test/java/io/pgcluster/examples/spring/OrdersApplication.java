package io.pgcluster.examples.spring;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** A program of Spring Boot as users have it. */
@SpringBootApplication
public class OrdersApplication {
  /** Its orders. */
  @Service
  public static class Orders {
    private final JdbcTemplate jdbc;

    Orders(JdbcTemplate jdbc) {
      this.jdbc = jdbc;
    }

    /** Writes, so on the primary. */
    @Transactional
    public String add(int id) {
      jdbc.update("INSERT INTO orders VALUES (?)", id);
      return jdbc.queryForObject("SHOW cluster_name", String.class);
    }

    /** Reads, so on a standby where there is one. */
    @Transactional(readOnly = true)
    public String readFrom() {
      return jdbc.queryForObject("SHOW cluster_name", String.class);
    }

    /** Reads. */
    @Transactional(readOnly = true)
    public int count() {
      Integer count = jdbc.queryForObject("SELECT count(*) FROM orders", Integer.class);
      return count == null ? 0 : count;
    }
  }
}
