package io.pgcluster.credential;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The prefixes by which pgpool tells kinds of passwords apart (pool_passwd.h of 4.0 to 4.7). */
final class PoolToken {

  static final String MD5 = "md5";
  static final String AES = "AES";
  static final String TEXT = "TEXT";
  static final String SCRAM = "SCRAM-SHA-256$";

  private static final List<String> PREFIXES = List.of(MD5, AES, TEXT, SCRAM);

  private PoolToken() {}

  static boolean hasPrefix(byte[] password) {
    // ISO-8859-1 keeps bytes as they are; only ASCII prefixes are compared.
    String text =
        new String(password, 0, Math.min(password.length, 16), StandardCharsets.ISO_8859_1);
    return PREFIXES.stream().anyMatch(text::startsWith);
  }
}
