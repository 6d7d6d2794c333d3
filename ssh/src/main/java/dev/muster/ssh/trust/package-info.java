/// Whether a host is who it says it is: the `known_hosts` files and what is done with an answer of
/// theirs.
package dev.muster.ssh.trust;
