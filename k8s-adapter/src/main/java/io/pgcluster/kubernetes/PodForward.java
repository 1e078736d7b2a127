package io.pgcluster.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pgcluster.PgClusterException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port on loopback that leads to pods: each connection goes to the pod that is chosen for it, so
 * connections are spread, and the next one after a pod died finds another.
 */
final class PodForward implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PodForward.class);

  private static final Duration END = Duration.ofSeconds(2);

  private final KubernetesClient client;
  private final String namespace;
  private final int port;
  private final Supplier<String> pods;
  private final ServerSocketChannel listener;
  private final Set<ForwardedSocket> open = ConcurrentHashMap.newKeySet();

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
      forward.start(forward::accept);
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
        // Opening a way to a pod takes a while, and may hang where a node is gone.
        start(() -> connect(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void start(Runnable task) {
    Thread thread = new Thread(task, "pgcluster-forward-" + port);
    thread.setDaemon(true);
    thread.start();
  }

  private void connect(SocketChannel socket) {
    ForwardedSocket forwarded = new ForwardedSocket(socket);
    open.add(forwarded);
    var unused = forwarded.over().thenRun(() -> open.remove(forwarded));
    try {
      forwarded.through(
          client
              .pods()
              .inNamespace(namespace)
              .withName(pods.get())
              .portForward(port, forwarded, forwarded));
    } catch (PgClusterException | KubernetesClientException e) {
      LOG.debug("port-forward to port {} in namespace {} failed", port, namespace, e);
      forwarded.close();
    }
    if (!listener.isOpen()) {
      forwarded.end();
    }
  }

  /**
   * Ends all connections and waits a moment until fabric8 has, as its client may be closed next.
   */
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      LOG.debug("closing a port-forward", e);
    }
    List<ForwardedSocket> last = List.copyOf(open);
    last.forEach(ForwardedSocket::end);
    try {
      CompletableFuture.allOf(
              last.stream().map(ForwardedSocket::over).toArray(CompletableFuture<?>[]::new))
          .get(END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("a port-forward to port {} in namespace {} does not end", port, namespace, e);
    }
  }
}
