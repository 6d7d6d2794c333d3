/// What proxies are asked so that they connect us to a host: SOCKS 5 (RFC 1928, RFC 1929) and HTTP
/// `CONNECT` (RFC 9110 section 9.3.6), without I/O.
package dev.muster.ssh.proxy;
