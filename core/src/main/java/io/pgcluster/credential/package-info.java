/**
 * Passwords and what is made of them, for PostgreSQL, pgpool and Kubernetes: md5 digests,
 * SCRAM-SHA-256 verifiers, AES entries, the files {@code pool_passwd}, {@code pcp.conf} and {@code
 * .pgpass}, and Secret data.
 *
 * <p>Everything here is a pure function of its input (salts too are inputs); only {@link
 * io.pgcluster.credential.Password#generate()} draws random numbers. Nothing shows a secret in
 * {@code toString} or in a message. Usable alone, in one line each:
 *
 * <pre>{@code
 * PgMd5.userPassword("postgres", "password")       // md532e12f215ba27cb750c9e093ce4b5127
 * PgMd5.line("postgres", "password")               // postgres:md532e12f215ba27cb750c9e093ce4b5127
 * PoolKey.of("testkey").encrypt("s3cr3t")          // AESLF3XLorvL0ME3Fe7TvETrw==
 * PoolPasswd.parse(file).put("app", PgMd5.userPassword("app", "pw")).render()
 * ScramVerifier.of("pencil", salt, 4096).text()    // SCRAM-SHA-256$4096:…$…:…
 * SecretData.encode("postgres:md5…")               // base64
 * }</pre>
 */
@NullMarked
package io.pgcluster.credential;

import org.jspecify.annotations.NullMarked;
