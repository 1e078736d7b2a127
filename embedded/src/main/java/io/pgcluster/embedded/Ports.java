package io.pgcluster.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** TCP ports of this machine. */
final class Ports {
  private Ports() {}

  static InetAddress address() throws IOException {
    return InetAddress.getByAddress(InstanceConfiguration.ADDRESS, new byte[] {127, 0, 0, 1});
  }

  /**
   * Ports that are free now, different ones. Another program may take one before a server does;
   * then the server says so and ends, and it is tried again with others.
   */
  static List<Integer> free(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, address()));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }
}
