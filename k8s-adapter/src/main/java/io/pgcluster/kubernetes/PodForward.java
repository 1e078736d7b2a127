package io.pgcluster.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.PortForward;
import io.pgcluster.PgClusterException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port on loopback that leads to pods: each connection goes to the pod that is chosen for it, so
 * connections are spread, and the next one after a pod died finds another.
 */
final class PodForward implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PodForward.class);

  private final KubernetesClient client;
  private final String namespace;
  private final int port;
  private final Supplier<String> pods;
  private final ServerSocketChannel listener;
  private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();

  private PodForward(
      KubernetesClient client,
      String namespace,
      int port,
      Supplier<String> pods,
      ServerSocketChannel listener) {
    this.client = client;
    this.namespace = namespace;
    this.port = port;
    this.pods = pods;
    this.listener = listener;
  }

  /**
   * Opens it.
   *
   * @param pods chooses a pod for each connection
   */
  static PodForward open(
      KubernetesClient client, String namespace, int port, Supplier<String> pods) {
    try {
      ServerSocketChannel listener = ServerSocketChannel.open();
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      PodForward forward = new PodForward(client, namespace, port, pods, listener);
      Thread thread = new Thread(forward::accept, "pgcluster-forward-" + port);
      thread.setDaemon(true);
      thread.start();
      return forward;
    } catch (IOException e) {
      throw new PgClusterException(
          "port-forward: no port can be opened on loopback: " + e.getMessage(), e);
    }
  }

  InetSocketAddress address() {
    try {
      return (InetSocketAddress) listener.getLocalAddress();
    } catch (IOException e) {
      throw new PgClusterException("port-forward: is closed", e);
    }
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        SocketChannel socket = listener.accept();
        connect(socket);
      } catch (IOException e) {
        return;
      }
    }
  }

  private void connect(SocketChannel socket) throws IOException {
    try {
      open.removeIf(PodForward::isOver);
      PortForward forward =
          client
              .pods()
              .inNamespace(namespace)
              .withName(pods.get())
              .portForward(port, socket, socket);
      open.add(forward);
      open.add(socket);
    } catch (PgClusterException | KubernetesClientException e) {
      LOG.debug("port-forward to port {} in namespace {} failed", port, namespace, e);
      socket.close();
    }
  }

  private static boolean isOver(AutoCloseable opened) {
    return opened instanceof PortForward forward
        ? !forward.isAlive()
        : opened instanceof SocketChannel socket && !socket.isOpen();
  }

  @Override
  public void close() {
    closeQuietly(listener);
    open.forEach(PodForward::closeQuietly);
    open.clear();
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      LOG.debug("closing a port-forward", e);
    }
  }
}
