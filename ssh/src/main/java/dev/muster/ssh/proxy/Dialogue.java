package dev.muster.ssh.proxy;

import java.nio.ByteBuffer;

/// The client's side of what is said to a proxy until it has made the connection.
///
/// After each call of [#begin], [#answered] or [#heard], what is in [#words] has to be sent. One
/// thread at a time.
public interface Dialogue {

  /// What comes next.
  enum Turn {
    /// The proxy's: wait for more of it.
    PROXY,
    /// That of whoever knows the password: call [#answered].
    PASSWORD,
    /// The host's: the connection is made, and what follows is said by the host.
    HOST
  }

  /// Begins.
  ///
  /// @throws ProxyException if the host cannot be named to a proxy
  Turn begin() throws ProxyException;

  /// Goes on with the password, which is overwritten.
  ///
  /// @throws ProxyException if it cannot be sent
  Turn answered(char[] password) throws ProxyException;

  /// Takes what the proxy said, as far as it is a whole; the rest is left in `in` and has to be
  /// there again next time, in front of what came after it. What the host said is left as well.
  ///
  /// @throws ProxyException if the proxy refuses, or breaks its protocol
  Turn heard(ByteBuffer in) throws ProxyException;

  /// Returns what is to be sent now, once; empty if nothing is. It may hold the password: whoever
  /// has sent it overwrites it.
  byte[] words();
}
