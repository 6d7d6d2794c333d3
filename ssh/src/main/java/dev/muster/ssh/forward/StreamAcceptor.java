package dev.muster.ssh.forward;

/// Takes the connections of a remote forwarding as streams of bytes.
public interface StreamAcceptor {

  /// Takes one and returns who hears it, first that it is open; or closes it, and the far side's
  /// connection is refused. Called on the connection's event loop: it must not block.
  StreamListener accepted(SshStream stream);
}
