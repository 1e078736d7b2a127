package io.pgcluster.kubernetes;

/**
 * One request to the API server.
 *
 * @param verb what it does, as RBAC names it: {@code get}, {@code list}, {@code patch}…
 * @param target what it is about, for people
 * @param method the HTTP method
 * @param path from the root, with the query, encoded
 * @param accept what the answer should be
 * @param contentType of the body; empty without one
 * @param body may hold secrets
 */
record Call(
    String verb,
    Target target,
    String method,
    String path,
    String accept,
    String contentType,
    String body) {
  static final String JSON = "application/json";

  /** What a request is about. */
  record Target(String kind, String name, String namespace) {
    @Override
    public String toString() {
      String object = name.isEmpty() ? kind : kind + " " + name;
      return namespace.isEmpty() ? object : object + " in namespace " + namespace;
    }
  }

  static Call read(String verb, Target target, String path) {
    return new Call(verb, target, "GET", path, JSON, "", "");
  }

  static Call write(
      String verb, Target target, String method, String path, String contentType, String body) {
    return new Call(verb, target, method, path, JSON, contentType, body);
  }

  Call accepting(String type) {
    return new Call(verb, target, method, path, type, contentType, body);
  }

  /** Without the body. */
  @Override
  public String toString() {
    return verb + " " + target;
  }
}
