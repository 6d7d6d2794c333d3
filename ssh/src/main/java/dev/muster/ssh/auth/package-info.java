/// User authentication (RFC 4252), the client's side, without I/O.
package dev.muster.ssh.auth;
