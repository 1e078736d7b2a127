package io.pgcluster.kubernetes;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection through a port-forward. Whichever side ends, the other is closed too, and the
 * threads that fabric8 keeps for it.
 */
final class ForwardedSocket implements ByteChannel {
  private static final Logger LOG = LoggerFactory.getLogger(ForwardedSocket.class);

  private final SocketChannel socket;
  private final Consumer<ForwardedSocket> ended;
  private final AtomicBoolean closed = new AtomicBoolean();
  private @Nullable Closeable forward;

  ForwardedSocket(SocketChannel socket, Consumer<ForwardedSocket> ended) {
    this.socket = socket;
    this.ended = ended;
  }

  /** Says what is to be closed with it. */
  void through(Closeable way) {
    synchronized (this) {
      forward = way;
    }
    if (closed.get()) {
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
        close();
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

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    ended.accept(this);
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

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      LOG.debug("closing a port-forward", e);
    }
  }
}
