package io.pgcluster.credential;

import java.security.SecureRandom;

/**
 * Where new secrets come from. An input of everything that needs one, so that the rest of the
 * library stays without randomness and the same input gives the same output.
 *
 * @since 0.1
 */
public interface SecretSource {
  /**
   * A password nobody knows yet.
   *
   * @return a new one at each call
   */
  Password password();

  /**
   * A salt for a {@link ScramVerifier}.
   *
   * @return {@value ScramVerifier#DEFAULT_SALT_LENGTH} bytes, others at each call
   */
  byte[] salt();

  /**
   * The platform's strong generator.
   *
   * @return passwords as {@link Password#generate()} makes them; thread-safe
   */
  static SecretSource strong() {
    SecureRandom random = new SecureRandom();
    return new SecretSource() {
      @Override
      public Password password() {
        return Password.generate(Password.DEFAULT_LENGTH, Password.ALPHABET, random);
      }

      @Override
      public byte[] salt() {
        byte[] salt = new byte[ScramVerifier.DEFAULT_SALT_LENGTH];
        random.nextBytes(salt);
        return salt;
      }
    };
  }
}
