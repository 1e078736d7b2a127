package io.pgcluster.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.Violation;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HbaCheckTest {
  private static final List<String> ALL = List.of("all");

  private static HbaRule host(String method, Map<String, String> options) {
    return new HbaRule("host", ALL, ALL, "all", method, options);
  }

  private static HbaRule from(String address) {
    return new HbaRule("host", ALL, ALL, address, "md5", Map.of());
  }

  private static ListAssert<String> postgres(HbaRule rule) {
    return assertThat(
        HbaCheck.postgres("hba[0]", rule, 17).stream().map(Violation::toString).toList());
  }

  private static ListAssert<String> pool(HbaRule rule, String version) {
    return assertThat(
        HbaCheck.pool("hba[0]", rule, version).stream().map(Violation::toString).toList());
  }

  @Test
  void accepts_what_both_read() {
    for (String method : List.of("trust", "reject", "md5", "scram-sha-256", "password")) {
      postgres(host(method, Map.of())).isEmpty();
      pool(host(method, Map.of()), "4.6").isEmpty();
    }
    postgres(new HbaRule("local", ALL, List.of("+dba", "/^app"), "", "peer", Map.of("map", "m")))
        .isEmpty();
    postgres(
            new HbaRule(
                "hostssl",
                List.of("replication", "samerole"),
                List.of("\"all\""),
                "::1/128",
                "cert",
                Map.of("clientcert", "verify-full", "clientname", "DN", "map", "m")))
        .isEmpty();
    postgres(host("ldap", Map.of("ldapurl", "ldaps://h/dc=x", "ldapbindpasswd", "s"))).isEmpty();
    pool(host("ldap", Map.of("ldapprefix", "uid=", "backend_use_passwd", "1")), "4.2").isEmpty();
    pool(host("pam", Map.of("pamservice", "pgpool")), "3.7").isEmpty();
  }

  @Test
  void names_each_wrong_field() {
    postgres(
            new HbaRule(
                "tcp", List.of(), List.of("a\nb", ""), "10.0.0.0/33", "kerberos", Map.of("a", "b")))
        .containsExactly(
            "hba[0].type: \"tcp\" is no type; take one of local, host, hostssl, hostnossl,"
                + " hostgssenc, hostnogssenc",
            "hba[0].databases: is empty; name some, or all",
            "hba[0].users[0]: has a line break, which the file cannot hold; leave it out",
            "hba[0].users[1]: is empty; give a name, or all",
            "hba[0].address: \"10.0.0.0/33\" has no mask of 0 to 32 behind the slash",
            "hba[0].method: \"kerberos\" is no method of PostgreSQL's on Linux; take one of cert,"
                + " gss, ident, ldap, md5, oauth, pam, password, peer, radius, reject,"
                + " scram-sha-256, trust");
  }

  @Test
  void a_method_has_its_types_and_versions() {
    postgres(host("peer", Map.of()))
        .containsExactly("hba[0].method: peer is for local alone; take another method");
    postgres(host("cert", Map.of()))
        .containsExactly(
            "hba[0].method: cert is for hostssl alone; take this type, or another method");
    postgres(new HbaRule("local", ALL, ALL, "", "gss", Map.of()))
        .containsExactly("hba[0].method: gss is not for local; take another method");
    postgres(new HbaRule("hostgssenc", ALL, ALL, "all", "md5", Map.of()))
        .containsExactly("hba[0].method: md5 is not for hostgssenc; take gss, trust or reject");
    postgres(host("oauth", Map.of("issuer", "https://x", "scope", "y")))
        .containsExactly(
            "hba[0].method: oauth exists from PostgreSQL 18 on; take another one, or a newer"
                + " version");
    pool(host("scram-sha-256", Map.of()), "3.7")
        .containsExactly(
            "hba[0].method: scram-sha-256 exists from pgpool 4.0 on; take another one, or a newer"
                + " version");
    pool(host("ldap", Map.of("ldapprefix", "x")), "4.1").hasSize(1);
    pool(new HbaRule("hostgssenc", ALL, ALL, "all", "md5", Map.of()), "4.6")
        .containsExactly(
            "hba[0].type: \"hostgssenc\" is no type; take one of local, host, hostssl, hostnossl");
    pool(new HbaRule("local", ALL, ALL, "", "peer", Map.of()), "4.6")
        .containsExactly(
            "hba[0].method: \"peer\" is no method of pgpool's on Linux; take one of cert, ldap,"
                + " md5, pam, password, reject, scram-sha-256, trust");
  }

  @Test
  void an_option_has_its_method_and_values() {
    postgres(host("md5", Map.of("map", "m", "clientcert", "verify-ca")))
        .containsExactly(
            "hba[0].options.clientcert: is for hostssl alone; take this type, or leave it out",
            "hba[0].options.map: is no option of md5; leave it out");
    postgres(host("ldap", Map.of()))
        .containsExactly(
            "hba[0].options: ldap needs ldapbasedn, ldapurl, ldapprefix or ldapsuffix; add one");
    postgres(host("ldap", Map.of("ldapprefix", "x", "ldapbasedn", "y", "ldapport", "http")))
        .containsExactly(
            "hba[0].options.ldapport: \"http\" is no port",
            "hba[0].options: ldapprefix and ldapsuffix do not go with ldapbasedn, ldapurl and what"
                + " belongs to a search; leave out one kind");
    postgres(host("radius", Map.of("radiusservers", "r")))
        .containsExactly("hba[0].options: radius needs radiusservers and radiussecrets; add them");
    postgres(new HbaRule("hostssl", ALL, ALL, "all", "cert", Map.of("clientcert", "verify-ca")))
        .containsExactly("hba[0].options.clientcert: \"verify-ca\" is none of verify-full");
  }

  @Test
  void no_message_shows_the_value_of_an_option_that_can_be_a_secret() {
    postgres(host("ldap", Map.of("ldapbindpasswd", "hunter2", "radiussecrets", "hunter2")))
        .isNotEmpty()
        .noneMatch(line -> line.contains("hunter2"));
    postgres(host("trust", Map.of("ldapbindpasswd", "hunter2\n")))
        .isNotEmpty()
        .noneMatch(line -> line.contains("hunter2"));
  }

  @Test
  void pgpool_knows_names_alone() {
    pool(
            new HbaRule(
                "host",
                List.of("samerole", "replication", "\"replication\"", "sameuser"),
                List.of("+dba", "/^a", "\"/a\"", "x".repeat(256)),
                "all",
                "md5",
                Map.of()),
            "4.6")
        .containsExactly(
            "hba[0].databases[0]: samerole is no keyword of pgpool's; name databases",
            "hba[0].databases[1]: replication is no keyword of pgpool's; name databases",
            "hba[0].users[0]: pgpool knows no members of roles; name the users",
            "hba[0].users[1]: pgpool knows no regular expressions; put it in quotes if it is a"
                + " name",
            "hba[0].users[3]: is longer than the 255 bytes that pgpool reads");
  }

  @Test
  void regular_expressions_need_16() {
    HbaRule rule = new HbaRule("host", ALL, List.of("/^a", "\"/a\""), "all", "md5", Map.of());

    assertThat(HbaCheck.postgres("p", rule, 15)).hasSize(2);
    assertThat(HbaCheck.postgres("p", rule, 16))
        .extracting(Violation::toString)
        .containsExactly(
            "p.users[1]: begins with /, by which PostgreSQL from 16 on knows a regular expression;"
                + " write it as one");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "all",
        "samehost",
        "samenet",
        "0.0.0.0/0",
        "10.1.2.3/8",
        "::/0",
        "::1/128",
        "fe80::/10",
        "1:2:3:4:5:6:7:8/64",
        "::ffff:1.2.3.4/96",
        "1:2:3:4:5:6:1.2.3.4/128",
        "host",
        "db-1.example.com",
        ".example.com",
        "3com",
      })
  void accepts_addresses(String address) {
    postgres(from(address)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, has no mask; write 10.0.0.1/32",
    "::1, has no mask; write ::1/128",
    "10.0.0.0/, has no mask of 0 to 32 behind the slash",
    "10.0.0.0/-1, has no mask of 0 to 32 behind the slash",
    "::/129, has no mask of 0 to 128 behind the slash",
    "010.0.0.0/8, is no address;",
    "10.0.0/8, is no address;",
    "10.0.0, is no address;",
    "256.0.0.0/8, is no address;",
    "1::2::3/64, is no address;",
    "1:2:3:4:5:6:7:8:9/64, is no address;",
    "fe80::1%eth0/64, is no address;",
    "10.0.0.0 255.0.0.0, is no address;",
    "example.com/8, is no address;",
    "a b, is no address;",
    "a..b, is no address;",
  })
  void refuses_what_is_no_address(String address, String problem) {
    postgres(from(address))
        .singleElement()
        .asString()
        .startsWith("hba[0].address: ")
        .contains(problem);
  }

  @Test
  void local_has_no_address() {
    postgres(new HbaRule("local", ALL, ALL, "all", "trust", Map.of()))
        .containsExactly("hba[0].address: is of no use for local; leave it out");
    postgres(from(""))
        .containsExactly("hba[0].address: is missing; name a range such as 10.0.0.0/8, or all");
  }
}
