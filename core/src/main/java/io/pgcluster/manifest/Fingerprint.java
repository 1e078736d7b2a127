package io.pgcluster.manifest;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells one content of a pod's files from another, so that pods are replaced when it changes. The
 * Secret has a random key in it: what it says cannot be guessed from here.
 */
final class Fingerprint {
  static final String ANNOTATION = Annotations.CONFIGURATION;

  private Fingerprint() {}

  static String of(ConfigMap files, Secret secrets) {
    MessageDigest digest = sha256();
    add(digest, files.getData());
    add(digest, secrets.getData());
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static void add(MessageDigest digest, Map<String, String> files) {
    new TreeMap<>(files)
        .forEach(
            (name, text) -> {
              digest.update(name.getBytes(StandardCharsets.UTF_8));
              digest.update((byte) 0);
              digest.update(text.getBytes(StandardCharsets.UTF_8));
              digest.update((byte) 0);
            });
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
