package io.pgcluster.credential;

import io.pgcluster.PgClusterException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8 in both directions: malformed input is an error, never a silent replacement. */
final class Utf8 {

  private Utf8() {}

  /** Encodes; {@code what} names the value in the error, which never shows the value itself. */
  static byte[] encode(String what, CharBuffer text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(text);
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      encoded.clear().put(new byte[encoded.capacity()]);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new PgClusterException(
          what
              + ": has an unpaired surrogate, which no UTF-8 text can hold; pass whole characters");
    }
  }

  static byte[] encode(String what, String text) {
    return encode(what, CharBuffer.wrap(text));
  }

  /** Decodes; the buffer returned has an accessible array, which the caller may wipe. */
  static CharBuffer decodeChars(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
  }

  static String decode(String what, byte[] bytes) {
    try {
      return decodeChars(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new PgClusterException(what + ": is not UTF-8 text; read it as bytes instead");
    }
  }
}
