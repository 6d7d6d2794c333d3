package dev.muster.ssh.proxy;

import dev.muster.ssh.data.StrangeText;

/// How hosts are named to proxies.
final class HostText {

  private HostText() {}

  /// Checks that `host` may be sent as it is: what is no plain word could say more to an HTTP proxy
  /// than a name, and every proxy would read other letters in its own way.
  static void check(String host) throws ProxyException {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c <= ' ' || c > '~') {
        throw new ProxyException(
            "the host's name \""
                + StrangeText.shown(host)
                + "\" has characters that no proxy is sent; write it in ASCII, as xn--…");
      }
    }
    if (host.indexOf('%') >= 0) {
      throw new ProxyException(
          host + " is an address of one network interface here, which no proxy knows");
    }
  }
}
