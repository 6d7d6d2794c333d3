/// Real servers and programs of others that tests talk to: OpenSSH, dropbear and our small Go
/// server.
///
/// Each server runs as the current user, on a free port, in a directory of its own, and is gone
/// with all that it started when it is closed. A program that is missing fails the test with one
/// line that says what to install; nothing is skipped.
@NullMarked
package dev.muster.it.peer;

import org.jspecify.annotations.NullMarked;
