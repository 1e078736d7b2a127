package io.pgcluster.kubernetes;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection through a port-forward. Whichever side ends, the other is closed too, and the
 * threads that fabric8 keeps for it. Those keep a JVM alive, and fabric8 ends them on an executor
 * of its client: so {@link #over()} tells when that client may be closed.
 */
final class ForwardedSocket implements ByteChannel {
  private static final Logger LOG = LoggerFactory.getLogger(ForwardedSocket.class);

  private final SocketChannel socket;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private @Nullable Closeable forward;

  ForwardedSocket(SocketChannel socket) {
    this.socket = socket;
  }

  /** Says what is to be closed with it. */
  void through(Closeable way) {
    synchronized (this) {
      forward = way;
    }
    if (ended.get()) {
      closeQuietly(way);
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int count = -1;
    try {
      count = socket.read(target);
      return count;
    } finally {
      if (count < 0) {
        end();
      }
    }
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return socket.write(source);
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  /** Closes the socket and has fabric8 end its side, which ends by {@link #close()}. */
  void end() {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    closeQuietly(socket);
    Closeable way;
    synchronized (this) {
      way = forward;
    }
    if (way != null) {
      // Often called from the very thread that is to end.
      var unused = CompletableFuture.runAsync(() -> closeQuietly(way));
    }
  }

  /** Called by fabric8 when its side ends. */
  @Override
  public void close() {
    end();
    over.complete(null);
  }

  /** Done when fabric8 has ended its side. */
  CompletableFuture<Void> over() {
    return over;
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      LOG.debug("closing a port-forward", e);
    }
  }
}
