package io.pgcluster.credential;

import io.pgcluster.PgClusterException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.MD5Digest;

/**
 * The hashes this package needs, from the platform where it has them: loading Bouncy Castle takes
 * some 200 ms, and its SHA-256 five times as long as the JDK's.
 */
final class Digests {

  private Digests() {}

  /** One shot of a hash that every platform has. */
  static byte[] digest(String algorithm, byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw missing(algorithm, e);
    }
  }

  /** MD5: the JDK's own, or Bouncy Castle's where that is taken away (FIPS). */
  static byte[] md5(byte[] input) {
    try {
      return MessageDigest.getInstance("MD5", "SUN").digest(input);
    } catch (GeneralSecurityException e) {
      MD5Digest md5 = new MD5Digest();
      md5.update(input, 0, input.length);
      byte[] out = new byte[md5.getDigestSize()];
      md5.doFinal(out, 0);
      return out;
    }
  }

  /** HMAC-SHA-256 under one key. */
  static UnaryOperator<byte[]> hmac(byte[] key) {
    String algorithm = "HmacSHA256";
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac::doFinal;
    } catch (GeneralSecurityException e) {
      throw missing(algorithm, e);
    }
  }

  static PgClusterException missing(String algorithm, GeneralSecurityException cause) {
    return new PgClusterException(
        "platform: no security provider has "
            + algorithm
            + "; add one that has it to java.security",
        cause);
  }
}
