package dev.muster.ssh.forward;

/// How a forwarding ended: exactly one of five.
public sealed interface ForwardingEnd {

  /// Says it in one line.
  String message();

  /// Our side closed it.
  record Closed() implements ForwardingEnd {
    @Override
    public String message() {
      return "closed";
    }
  }

  /// Connections cannot be taken at that address here.
  record NotBound(Endpoint address, String cause) implements ForwardingEnd {
    @Override
    public String message() {
      return "cannot listen on " + address + ": " + cause;
    }
  }

  /// The server takes no connections there for us.
  ///
  /// @param server its address
  record Refused(String server, Endpoint address, String cause) implements ForwardingEnd {
    @Override
    public String message() {
      return server + " does not listen on " + address + " for us: " + cause;
    }
  }

  /// It never began: the server is connected to though its key is another than the one on file, or
  /// revoked.
  ///
  /// @param server its address
  /// @param cause what its key is, and what to do
  record Distrusted(String server, Endpoint address, String cause) implements ForwardingEnd {
    @Override
    public String message() {
      return address + " is not forwarded, for " + server + " is not trusted: " + cause;
    }
  }

  /// The connection that carried it is over, or never came to be ready.
  record Lost(String cause) implements ForwardingEnd {
    @Override
    public String message() {
      return cause;
    }
  }
}
