package dev.muster.ssh.forward;

/// One connection that leads through. Confined to the loop.
interface Passage {

  /// Where it belongs.
  interface Home {

    /// Forgets it: nothing is left of it here, nor at the server.
    void left(Passage passage);

    /// Hears that it came to nothing.
    void refused(String why);
  }

  /// Ends it, on a connection that goes on.
  void close();

  /// The connection that carries it is over.
  void lost();
}
