/**
 * Short programs that show what the library is for. The snippets of README and docs are taken from
 * here, from between the lines {@code // tag::name} and {@code // end::name}.
 */
@NullMarked
package io.pgcluster.examples;

import org.jspecify.annotations.NullMarked;
