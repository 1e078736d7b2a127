package io.pgcluster.spec;

/**
 * What a role may do, as in {@code CREATE ROLE}.
 *
 * @since 0.1
 */
public enum RoleAttribute {
  /** May log in. */
  LOGIN,
  /** May do anything. */
  SUPERUSER,
  /** May stream and copy the cluster. */
  REPLICATION,
  /** May create databases. */
  CREATEDB,
  /** May create roles. */
  CREATEROLE,
  /** Is not subject to row security. */
  BYPASSRLS
}
