package dev.muster.model;

/// What is to be done on one host.
///
/// @param host the host's name as it was given
/// @param rank its place in the order given, counted from 0
/// @param name what to connect to: a name or an address
/// @param port the port there
/// @param user whom to log in as
/// @param line the command line for the shell there; empty if nothing is to be run
public record HostTask(String host, int rank, String name, int port, String user, String line) {

  /// Returns `name:port`, or `[name]:port` for an IPv6 address; the name alone where there is no
  /// port.
  public String address() {
    if (port == 0) {
      return name;
    }
    return name.indexOf(':') < 0 ? name + ":" + port : "[" + name + "]:" + port;
  }
}
