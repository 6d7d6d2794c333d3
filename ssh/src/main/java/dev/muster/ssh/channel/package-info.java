/// The connection protocol (RFC 4254), the client's side: session channels, their windows and
/// requests. No I/O.
package dev.muster.ssh.channel;
