package io.pgcluster.spec;

import io.pgcluster.credential.Password;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A database user.
 *
 * @param name any name PostgreSQL takes, at most 63 bytes; quoted where needed
 * @param password the caller's; empty to have one generated on the first apply. Never written out
 * @param attributes what the role may do
 * @param memberOf roles it is a member of
 * @param actsAs a described role that its sessions act as, and that it is a member of: what they
 *     make belongs to that one (PostgreSQL manual, "ALTER ROLE … SET role")
 * @since 0.1
 */
public record Role(
    String name,
    Optional<Password> password,
    List<RoleAttribute> attributes,
    List<String> memberOf,
    Optional<String> actsAs) {
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
    return group(name).with(RoleAttribute.LOGIN);
  }

  /**
   * A role that cannot log in: it owns things, or others are members of it.
   *
   * @param name its name
   * @return without a password
   */
  public static Role group(String name) {
    return new Role(name, Optional.empty(), List.of(), List.of(), Optional.empty());
  }

  /**
   * This role with a password of the caller's.
   *
   * @param own the password; the caller keeps it open as long as the description is used
   * @return the changed copy
   */
  public Role withPassword(Password own) {
    return new Role(name, Optional.of(own), attributes, memberOf, actsAs);
  }

  /**
   * This role with further attributes.
   *
   * @param more what else it may do
   * @return the changed copy
   */
  public Role with(RoleAttribute... more) {
    List<RoleAttribute> all = Stream.concat(attributes.stream(), Arrays.stream(more)).toList();
    return new Role(name, password, all, memberOf, actsAs);
  }

  /**
   * This role as a member of others.
   *
   * @param groups described roles, or predefined ones such as {@code pg_monitor}
   * @return the changed copy
   */
  public Role memberOf(String... groups) {
    List<String> all = Stream.concat(memberOf.stream(), Arrays.stream(groups)).toList();
    return new Role(name, password, attributes, all, actsAs);
  }

  /**
   * This role as one of several logins of one owner, between which a rotation can alternate: {@link
   * io.pgcluster.runtime.RotationOptions#overlapping()}.
   *
   * @param owner a described role that its sessions act as
   * @return the changed copy
   */
  public Role actingAs(String owner) {
    return new Role(name, password, attributes, memberOf, Optional.of(owner));
  }

  /**
   * All that it is a member of.
   *
   * @return {@link #memberOf}, and the role that it acts as
   */
  public List<String> groups() {
    return Stream.concat(memberOf.stream(), actsAs.stream()).distinct().toList();
  }
}
