package io.pgcluster.manifest;

import io.pgcluster.PgClusterException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Role names inside the keys of a Secret, which take only letters, digits, {@code -}, {@code _} and
 * {@code .}: any other byte of the UTF-8 form becomes {@code .hh}.
 */
final class SecretKeys {
  private static final HexFormat HEX = HexFormat.of();

  private SecretKeys() {}

  static String escape(String name) {
    StringBuilder key = new StringBuilder(name.length() + 8);
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain(b)) {
        key.append((char) b);
      } else {
        key.append('.').append(HEX.toHexDigits(b));
      }
    }
    return key.toString();
  }

  static String unescape(String key) {
    ByteArrayOutputStream name = new ByteArrayOutputStream(key.length());
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c != '.') {
        name.write(c);
      } else if (i + 2 < key.length()
          && HexFormat.isHexDigit(key.charAt(i + 1))
          && HexFormat.isHexDigit(key.charAt(i + 2))) {
        name.write(HexFormat.fromHexDigits(key, i + 1, i + 3));
        i += 2;
      } else {
        throw new PgClusterException(
            "Secret key part \"%s\": a '.' must be followed by two hexadecimal digits"
                .formatted(key));
      }
    }
    return name.toString(StandardCharsets.UTF_8);
  }

  private static boolean isPlain(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '_'
        || b == '-';
  }
}
