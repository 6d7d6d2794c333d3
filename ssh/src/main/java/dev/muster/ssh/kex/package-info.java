/// Key exchange (RFC 4253 sections 7 and 8): what is proposed and agreed, the methods, and the keys
/// that come out. Values and functions; no I/O.
package dev.muster.ssh.kex;
