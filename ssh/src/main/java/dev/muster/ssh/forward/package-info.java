/// Forwarding (RFC 4254 section 7): connections that lead through a connection, and the agent that
/// a host may use. What moves the bytes lives on the connection's event loop.
package dev.muster.ssh.forward;
