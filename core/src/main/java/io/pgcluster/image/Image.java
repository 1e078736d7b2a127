package io.pgcluster.image;

/**
 * A container image and what can be relied on inside it.
 *
 * @param reference as the container runtime takes it: {@code registry/name:tag} or with a digest
 * @param contract where its programs are and which user runs them
 * @since 0.1
 */
public record Image(String reference, ImageContract contract) {}
