/// The binary packet protocol (RFC 4253 section 6): framing, encryption and authentication of
/// packets, without I/O.
package dev.muster.ssh.packet;
