package io.pgcluster.aliyun;

import java.util.Optional;

/**
 * That disks are encrypted.
 *
 * @param kmsKeyId the key of the Key Management Service; empty for the default one
 * @since 0.1
 */
public record Encryption(Optional<String> kmsKeyId) {}
