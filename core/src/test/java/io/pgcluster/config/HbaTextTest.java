package io.pgcluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import io.pgcluster.config.FileReaders.Token;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class HbaTextTest {

  private static HbaRule rule(List<String> databases, List<String> users) {
    return new HbaRule("host", databases, users, "10.0.0.0/8", "md5", Map.of());
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .withChars("\"\\+@#/, \t='aé-.$")
        .ofMinLength(1)
        .ofMaxLength(10)
        .filter(name -> !name.startsWith("/"));
  }

  @Property(tries = 2000)
  void any_name_in_quotes_is_that_name(
      @ForAll("names") String one, @ForAll("names") String two, @ForAll("names") String user) {
    HbaRule rule =
        rule(List.of(HbaText.quoted(one), HbaText.quoted(two)), List.of(HbaText.quoted(user)));

    String line = HbaText.postgres(List.of(rule));

    assertThat(line).endsWith("\n").isEqualTo(HbaText.pool(List.of(rule)));
    List<List<Token>> fields = FileReaders.hbaLine(line.substring(0, line.length() - 1));
    assertThat(fields).hasSize(5);
    assertThat(fields.get(1)).extracting(Token::text).containsExactly(one, two);
    assertThat(fields.get(2)).extracting(Token::text).containsExactly(user);
    assertThat(fields.get(1).get(0)).satisfies(HbaTextTest::is_no_special);
    assertThat(fields.get(2).get(0)).satisfies(HbaTextTest::is_no_special);
  }

  private static void is_no_special(Token token) {
    assertThat(token.quoted() || !token.text().matches("[+@].*")).isTrue();
  }

  @Property
  void options_read_back(@ForAll("names") String value) {
    HbaRule rule =
        new HbaRule(
            "host", List.of("all"), List.of("all"), "all", "ldap", Map.of("ldapprefix", value));
    String line = HbaText.postgres(List.of(rule));

    assertThat(FileReaders.hbaLine(line.substring(0, line.length() - 1)).get(5))
        .extracting(Token::text)
        .containsExactly("ldapprefix=" + value);
  }

  @Test
  void writes_keywords_bare_and_names_as_they_need() {
    assertThat(
            HbaText.postgres(
                List.of(
                    new HbaRule("local", List.of("all"), List.of("all"), "", "peer", Map.of()),
                    rule(
                        List.of("sameuser", "\"all\"", "shop", "My Db", "a\"b"),
                        List.of("replication", "+readers", "+my group", "\"+x\"", "/^app[0-9]")),
                    new HbaRule(
                        "hostssl",
                        List.of("replication"),
                        List.of("all"),
                        ".example.com",
                        "ldap",
                        Map.of("ldapserver", "ldap.example.com", "ldapbasedn", "dc=a, dc=b")))))
        .isEqualTo(
            """
            local all all peer
            host sameuser,"all",shop,"My Db","a""b" "replication",+readers,+"my group","+x","/^app[0-9]" 10.0.0.0/8 md5
            hostssl replication all .example.com ldap "ldapbasedn=dc=a, dc=b" ldapserver=ldap.example.com
            """);
  }

  @Test
  void refuses_rules_that_would_be_read_as_others() {
    assertRefused(rule(List.of(), List.of("all")), "has no databases; name some, or all");
    assertRefused(rule(List.of("all"), List.of()), "has no users; name some, or all");
    assertRefused(rule(List.of("\"\""), List.of("all")), "has an empty name; give one, or all");
    assertRefused(
        rule(List.of("a\nb"), List.of("all")),
        "has a line break, which the file cannot hold; leave it out");
    assertRefused(
        rule(List.of("a"), List.of("\"/x\"")),
        "has the name \"/x\", which PostgreSQL 16 and newer take for a regular expression; write it"
            + " as one");
    assertRefused(
        new HbaRule("local", List.of("all"), List.of("all"), "all", "trust", Map.of()),
        "has an address, and local has none; leave it out");
    assertRefused(
        new HbaRule("host", List.of("all"), List.of("all"), "", "trust", Map.of()),
        "has no address; name one, or all");
  }

  private static void assertRefused(HbaRule rule, String problem) {
    HbaRule good = rule(List.of("all"), List.of("all"));
    assertThatThrownBy(() -> HbaText.postgres(List.of(good, rule)))
        .isInstanceOf(PgClusterException.class)
        .hasMessage("pg_hba.conf: rule 1 " + problem);
  }
}
