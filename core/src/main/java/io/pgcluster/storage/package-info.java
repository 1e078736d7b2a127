/**
 * Where an instance's data lives: the provider interface, and the providers that need no other
 * module. A provider describes volumes; it never sees a Kubernetes client.
 */
@NullMarked
package io.pgcluster.storage;

import org.jspecify.annotations.NullMarked;
