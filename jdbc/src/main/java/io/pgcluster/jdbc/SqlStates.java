package io.pgcluster.jdbc;

/** The SQLSTATEs of errors that are ours and not the server's. */
final class SqlStates {
  static final String NO_CONNECTION = "08001";
  static final String CLOSED = "08003";
  static final String NOT_SUPPORTED = "0A000";
  static final String IN_TRANSACTION = "25001";
  static final String NO_TRANSACTION = "25P01";
  static final String NOT_IN_STATE = "55000";
  static final String INTERRUPTED = "57014";

  private SqlStates() {}
}
