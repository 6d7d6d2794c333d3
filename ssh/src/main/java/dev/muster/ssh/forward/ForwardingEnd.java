package dev.muster.ssh.forward;

/// How a forwarding ended: exactly one of four.
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

  /// The connection that carried it is over, or never came to be ready.
  record Lost(String cause) implements ForwardingEnd {
    @Override
    public String message() {
      return cause;
    }
  }
}
