package io.pgcluster.e2e;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a program asks of a PostgreSQL through a port-forward: takes the WebSocket frames that the
 * program sends (RFC 6455, "Base Framing Protocol"), puts the bytes of channel 0 together, and
 * finds the end of each statement in them (PostgreSQL manual, "Message Formats": Query, Sync).
 */
final class SqlFrames {
  private static final int BINARY = 2;
  private static final int CONTINUED = 0;
  private static final int ENCRYPTION_ASKED = 8; // the length of SSLRequest and GSSENCRequest

  private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
  private final ByteArrayOutputStream session = new ByteArrayOutputStream();
  private boolean started;

  /** Takes bytes as they are sent; returns the types of the statements that end in them. */
  List<Character> take(byte[] bytes, int length) {
    frames.write(bytes, 0, length);
    ByteBuffer buffer = ByteBuffer.wrap(frames.toByteArray());
    int done = 0;
    while (readFrame(buffer)) {
      done = buffer.position();
    }
    keepRest(frames, done);
    return statements();
  }

  private static void keepRest(ByteArrayOutputStream stream, int done) {
    byte[] all = stream.toByteArray();
    stream.reset();
    stream.write(all, done, all.length - done);
  }

  private boolean readFrame(ByteBuffer buffer) {
    if (buffer.remaining() < 2) {
      return false;
    }
    int kind = buffer.get() & 0x0f;
    int second = buffer.get() & 0xff;
    long length = second & 0x7f;
    int more = length == 126 ? 2 : length == 127 ? 8 : 0;
    boolean masked = (second & 0x80) != 0;
    if (buffer.remaining() < more + (masked ? 4 : 0)) {
      return false;
    }
    if (more > 0) {
      length = more == 2 ? buffer.getShort() & 0xffff : buffer.getLong();
    }
    byte[] mask = new byte[4];
    if (masked) {
      buffer.get(mask);
    }
    if (buffer.remaining() < length) {
      return false;
    }
    byte[] payload = new byte[(int) length];
    buffer.get(payload);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    if ((kind == BINARY || kind == CONTINUED) && payload.length > 1 && payload[0] == 0) {
      session.write(payload, 1, payload.length - 1);
    }
    return true;
  }

  private List<Character> statements() {
    List<Character> ended = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.wrap(session.toByteArray());
    int done = 0;
    while (buffer.remaining() >= (started ? 5 : 4)) {
      char type = started ? (char) buffer.get() : ' ';
      int length = buffer.getInt();
      if (buffer.remaining() < length - 4) {
        break;
      }
      buffer.position(buffer.position() + length - 4);
      if (!started) {
        started = length != ENCRYPTION_ASKED;
      } else if (type == 'Q' || type == 'S') {
        ended.add(type);
      }
      done = buffer.position();
    }
    keepRest(session, done);
    return ended;
  }
}
