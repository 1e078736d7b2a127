package io.pgcluster.spec;

import io.pgcluster.credential.Password;
import java.util.List;
import java.util.Optional;

/**
 * A database user.
 *
 * @param name any name PostgreSQL takes, at most 63 bytes; quoted where needed
 * @param password the caller's; empty to have one generated on the first apply. Never written out
 * @param attributes what the role may do
 * @param memberOf roles it is a member of
 * @since 0.1
 */
public record Role(
    String name, Optional<Password> password, List<RoleAttribute> attributes, List<String> memberOf) {
  /** Keeps its own copies. */
  public Role {
    attributes = attributes.stream().distinct().sorted().toList();
    memberOf = List.copyOf(memberOf);
  }

  /**
   * A role that can log in and nothing else.
   *
   * @param name its name
   * @return with a password to be generated
   */
  public static Role named(String name) {
    return new Role(name, Optional.empty(), List.of(RoleAttribute.LOGIN), List.of());
  }
}
