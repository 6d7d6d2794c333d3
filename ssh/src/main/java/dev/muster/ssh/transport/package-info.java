/// The transport protocol (RFC 4253): identification, key exchange and re-keying, and the messages
/// that belong to no layer above. Bytes go in, messages and bytes come out; no I/O.
package dev.muster.ssh.transport;
