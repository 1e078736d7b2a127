package io.pgcluster.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One address for several ports, chosen per connection, as a Service of Kubernetes is. */
final class Balancer implements AutoCloseable {
  private final ServerSocket entrance;
  private final List<Integer> targets;
  private final Random random = new Random(20261124);
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "balancer");
            thread.setDaemon(true);
            return thread;
          });

  private Balancer(ServerSocket entrance, List<Integer> targets) {
    this.entrance = entrance;
    this.targets = targets;
  }

  static Balancer over(List<Integer> targets) throws IOException {
    Balancer balancer =
        new Balancer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), targets);
    balancer.threads.execute(balancer::accept);
    return balancer;
  }

  int port() {
    return entrance.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = entrance.accept();
        int target = targets.get(random.nextInt(targets.size()));
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        threads.execute(() -> pump(client, server));
        threads.execute(() -> pump(server, client));
      }
    } catch (IOException e) {
      // Closed, or the target is gone; the tests see it.
    }
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException e) {
      // One side hung up, and closing both tells the other.
    }
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    threads.shutdownNow();
  }
}
