package io.pgcluster.config;

import io.pgcluster.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The authentication methods of one program in one version, with their options. A method that the
 * common builds for Linux have counts, as Debian's do.
 */
final class HbaMethods {
  private static final List<String> COMMON_TYPES = List.of("local", "host", "hostssl", "hostnossl");

  private static final Set<String> LDAP_BIND =
      Set.of(
          "ldapbasedn",
          "ldapbinddn",
          "ldapbindpasswd",
          "ldapsearchattribute",
          "ldapsearchfilter",
          "ldapurl");

  private static final Set<String> LDAP =
      Set.of(
          "ldapbasedn",
          "ldapbinddn",
          "ldapbindpasswd",
          "ldapport",
          "ldapprefix",
          "ldapscheme",
          "ldapsearchattribute",
          "ldapsearchfilter",
          "ldapserver",
          "ldapsuffix",
          "ldaptls",
          "ldapurl");

  private static final Set<String> PAM = Set.of("pamservice", "pam_use_hostname");

  /** What the options of a method are; the methods of PostgreSQL. */
  private static final Map<String, Set<String>> POSTGRES =
      Map.ofEntries(
          Map.entry("trust", Set.of()),
          Map.entry("reject", Set.of()),
          Map.entry("scram-sha-256", Set.of()),
          Map.entry("md5", Set.of()),
          Map.entry("password", Set.of()),
          Map.entry("ident", Set.of("map")),
          Map.entry("peer", Set.of("map")),
          Map.entry("cert", Set.of("map")),
          Map.entry("gss", Set.of("map", "include_realm", "krb_realm")),
          Map.entry("pam", PAM),
          Map.entry("ldap", LDAP),
          Map.entry(
              "radius",
              Set.of("radiusservers", "radiussecrets", "radiusports", "radiusidentifiers")),
          Map.entry(
              "oauth", Set.of("issuer", "scope", "validator", "map", "delegate_ident_mapping")));

  /** The methods of pgpool. */
  private static final Map<String, Set<String>> POOL =
      Map.of(
          "trust", Set.of(),
          "reject", Set.of(),
          "md5", Set.of(),
          "pam", PAM,
          "scram-sha-256", Set.of(),
          "password", Set.of(),
          "cert", Set.of(),
          "ldap", union(LDAP, "backend_use_passwd"));

  private final boolean pool;
  private final Map<String, Set<String>> methods;
  private final Map<String, String> since;
  private final List<String> versions;
  private final String version;

  private HbaMethods(
      boolean pool,
      Map<String, Set<String>> methods,
      Map<String, String> since,
      List<String> versions,
      String version) {
    this.pool = pool;
    this.methods = methods;
    this.since = since;
    this.versions = versions;
    this.version = version;
  }

  static HbaMethods postgres(int major) {
    return new HbaMethods(
        false,
        POSTGRES,
        Map.of("oauth", "18"),
        PostgresCatalogue.VERSIONS.stream().map(String::valueOf).toList(),
        String.valueOf(major));
  }

  static HbaMethods pool(String version) {
    return new HbaMethods(
        true,
        POOL,
        Map.of("scram-sha-256", "4.0", "password", "4.0", "cert", "4.0", "ldap", "4.2"),
        PgpoolCatalogue.VERSIONS,
        version);
  }

  private static Set<String> union(Set<String> options, String more) {
    Set<String> all = new TreeSet<>(options);
    all.add(more);
    return Set.copyOf(all);
  }

  private String program() {
    return pool ? "pgpool" : "PostgreSQL";
  }

  List<String> types() {
    if (pool) {
      return COMMON_TYPES;
    }
    List<String> types = new ArrayList<>(COMMON_TYPES);
    types.addAll(List.of("hostgssenc", "hostnogssenc"));
    return types;
  }

  Optional<String> methodProblem(HbaRule rule) {
    String method = rule.method();
    if (!methods.containsKey(method)) {
      return Optional.of(
          "%s is no method of %s's on Linux; take one of %s"
              .formatted(
                  Violation.shown(method),
                  program(),
                  String.join(", ", new TreeSet<>(methods.keySet()))));
    }
    String first = since.getOrDefault(method, versions.get(0));
    if (versions.indexOf(version) < versions.indexOf(first)) {
      return Optional.of(
          "%s exists from %s %s on; take another one, or a newer version"
              .formatted(method, program(), first));
    }
    return pool ? Optional.empty() : forType(rule.type(), method);
  }

  private static Optional<String> forType(String type, String method) {
    boolean local = type.equals("local");
    if (method.equals("peer") && !local) {
      return Optional.of("peer is for local alone; take another method");
    }
    if (method.equals("gss") && local) {
      return Optional.of("gss is not for local; take another method");
    }
    if (method.equals("cert") && !type.equals("hostssl")) {
      return Optional.of("cert is for hostssl alone; take this type, or another method");
    }
    if (type.equals("hostgssenc") && !Set.of("gss", "trust", "reject").contains(method)) {
      return Optional.of(method + " is not for hostgssenc; take gss, trust or reject");
    }
    return Optional.empty();
  }

  Optional<String> optionProblem(HbaRule rule, String name, String value) {
    if (!pool && (name.equals("clientcert") || name.equals("clientname"))) {
      return ofClient(rule, name, value);
    }
    Set<String> options = methods.getOrDefault(rule.method(), Set.of(name));
    if (!options.contains(name)) {
      return Optional.of("is no option of %s; leave it out".formatted(rule.method()));
    }
    return switch (name) {
      case "ldapport" ->
          value.matches("0*[1-9][0-9]{0,4}")
              ? Optional.empty()
              : Optional.of(Violation.shown(value) + " is no port");
      case "ldapscheme" -> oneOf(value, "ldap", "ldaps");
      case "ldapurl" ->
          value.startsWith("ldap://") || value.startsWith("ldaps://")
              ? Optional.empty()
              : Optional.of("begins neither with ldap:// nor with ldaps://");
      case "ldaptls",
          "pam_use_hostname",
          "include_realm",
          "backend_use_passwd",
          "delegate_ident_mapping" ->
          oneOf(value, "0", "1");
      default -> Optional.empty();
    };
  }

  private static Optional<String> ofClient(HbaRule rule, String name, String value) {
    if (!rule.type().equals("hostssl")) {
      return Optional.of("is for hostssl alone; take this type, or leave it out");
    }
    if (name.equals("clientname")) {
      return oneOf(value, "CN", "DN");
    }
    return rule.method().equals("cert")
        ? oneOf(value, "verify-full")
        : oneOf(value, "verify-ca", "verify-full");
  }

  private static Optional<String> oneOf(String value, String... values) {
    return List.of(values).contains(value)
        ? Optional.empty()
        : Optional.of(
            "%s is none of %s".formatted(Violation.shown(value), String.join(", ", values)));
  }

  /** What the options of a method lack, or have too much of together. */
  Optional<String> missing(HbaRule rule) {
    Set<String> given = rule.options().keySet();
    return switch (rule.method()) {
      case "ldap" -> ofLdap(given);
      case "radius" ->
          given.containsAll(Set.of("radiusservers", "radiussecrets"))
              ? Optional.empty()
              : Optional.of("radius needs radiusservers and radiussecrets; add them");
      case "oauth" ->
          given.containsAll(Set.of("issuer", "scope"))
              ? Optional.empty()
              : Optional.of("oauth needs issuer and scope; add them");
      default -> Optional.empty();
    };
  }

  private static Optional<String> ofLdap(Set<String> given) {
    boolean simple = given.contains("ldapprefix") || given.contains("ldapsuffix");
    boolean search = given.stream().anyMatch(LDAP_BIND::contains);
    if (simple && search) {
      return Optional.of(
          "ldapprefix and ldapsuffix do not go with ldapbasedn, ldapurl and what belongs to a search;"
              + " leave out one kind");
    }
    if (!simple && !given.contains("ldapbasedn") && !given.contains("ldapurl")) {
      return Optional.of("ldap needs ldapbasedn, ldapurl, ldapprefix or ldapsuffix; add one");
    }
    return given.contains("ldapsearchattribute") && given.contains("ldapsearchfilter")
        ? Optional.of("ldapsearchattribute does not go with ldapsearchfilter; leave out one")
        : Optional.empty();
  }
}
