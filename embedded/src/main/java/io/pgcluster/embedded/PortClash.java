package io.pgcluster.embedded;

/** What a server says that does not get its port. */
final class PortClash {
  private PortClash() {}

  static boolean in(String log) {
    return log.contains("could not bind") || log.contains("could not create any TCP/IP sockets");
  }
}
