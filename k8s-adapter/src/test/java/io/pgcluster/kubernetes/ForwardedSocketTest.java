package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ForwardedSocketTest {
  private final CountDownLatch wayClosed = new CountDownLatch(1);

  @Test
  void closes_the_way_once_when_the_client_goes() throws IOException, InterruptedException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketChannel client = SocketChannel.open(listener.getLocalAddress());
      ForwardedSocket forwarded = new ForwardedSocket(listener.accept());
      forwarded.through(wayClosed::countDown);
      client.write(ByteBuffer.wrap(new byte[] {7}));
      assertThat(forwarded.read(ByteBuffer.allocate(8))).isEqualTo(1);
      client.close();

      assertThat(forwarded.read(ByteBuffer.allocate(8))).isEqualTo(-1);
      forwarded.end();

      assertThat(wayClosed.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(forwarded.isOpen()).isFalse();
    }
  }

  @Test
  void a_way_that_comes_too_late_is_closed() throws IOException, InterruptedException {
    ForwardedSocket forwarded = new ForwardedSocket(SocketChannel.open());
    forwarded.end();
    forwarded.through(wayClosed::countDown);
    assertThat(wayClosed.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void is_over_when_the_other_side_has_ended_and_not_before() throws IOException {
    ForwardedSocket forwarded = new ForwardedSocket(SocketChannel.open());
    forwarded.through(wayClosed::countDown);
    forwarded.end();
    assertThat(forwarded.over()).isNotDone();

    forwarded.close();

    assertThat(forwarded.over()).isCompleted();
  }
}
