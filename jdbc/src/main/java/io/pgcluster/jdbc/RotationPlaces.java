package io.pgcluster.jdbc;

import io.pgcluster.credential.Password;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.runtime.ConnectionInfo;
import java.util.List;

/**
 * The places of one cluster that know passwords, as a runtime has them. Nobody else changes the
 * cluster while a rotation uses it.
 *
 * @since 0.1
 */
public interface RotationPlaces {
  /**
   * The cluster's own record of its passwords.
   *
   * @return as it is now
   */
  ClusterSecrets secrets();

  /**
   * Replaces the record, at once and for good.
   *
   * @param secrets what {@link #secrets} answers from now on
   */
  void keep(ClusterSecrets secrets);

  /**
   * The primary.
   *
   * @return its name
   */
  String primary();

  /**
   * The standbys that run.
   *
   * @return their names
   */
  List<String> standbys();

  /**
   * The pgpools that run.
   *
   * @return their names; empty when there is none
   */
  List<String> routers();

  /**
   * How to log in at one place.
   *
   * @param place a name of the above
   * @param role as whom
   * @param database where to
   * @param password with which password
   * @return address and credentials
   */
  ConnectionInfo at(String place, String role, String database, Password password);

  /**
   * Does what takes long before routers and standbys can change over, while the former passwords
   * are in force. Returns when the change-over is about to take place.
   *
   * @param next with the new passwords in force
   */
  void prepare(ClusterSecrets next);

  /**
   * Has routers and standbys use those passwords as soon as can be, as far as that has not begun.
   *
   * @param secrets with the passwords in force
   */
  void publish(ClusterSecrets secrets);

  /**
   * The rotation is over: keeps the record, and leaves nothing of the rotation behind.
   *
   * @param secrets what {@link #secrets} answers from now on
   */
  void settle(ClusterSecrets secrets);

  /**
   * Gives up what {@link #prepare} and {@link #publish} did, and keeps the record.
   *
   * @param secrets with the former passwords in force
   */
  void withdraw(ClusterSecrets secrets);
}
