package dev.muster.session;

import dev.muster.model.Forwards;
import dev.muster.ssh.config.Forward;
import dev.muster.ssh.forward.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The forwards of a group, understood.
///
/// @param leads one for each forward, those from the hosts to here first
/// @param agent whether the agent is lent though the configuration does not say so
public record Leads(List<Lead> leads, boolean agent) {

  static final Leads NONE = new Leads(List.of(), false);

  /// One forward.
  ///
  /// @param kind which way it leads
  /// @param listen where connections are taken, without a host if none was said
  /// @param target where they lead; empty for a dynamic one
  record Lead(Kind kind, Forward.End listen, Optional<Endpoint> target) {

    private boolean takesAnyPort() {
      return listen instanceof Forward.End.Tcp(_, int port) && port == 0;
    }

    /// Returns where connections are taken.
    ///
    /// @param gateway whether a place here that names no host is on all addresses (`GatewayPorts`)
    Endpoint at(boolean gateway) {
      return switch (listen) {
        case Forward.End.Tcp(Optional<String> host, int port) ->
            Endpoint.tcp(host.orElse(gateway && kind != Kind.REMOTE ? "*" : "localhost"), port);
        case Forward.End.Unix(String path) -> Endpoint.unix(path);
      };
    }
  }

  /// Which way a forward leads.
  enum Kind {
    REMOTE("remote", "[HOST:]PORT:HOST:PORT, or paths of sockets"),
    LOCAL("local", "[HOST:]PORT:HOST:PORT, or paths of sockets"),
    DYNAMIC("dynamic", "[HOST:]PORT");

    private final String word;
    private final String form;

    Kind(String word, String form) {
      this.word = word;
      this.form = form;
    }
  }

  public Leads {
    leads = List.copyOf(leads);
  }

  /// Reads them.
  ///
  /// @throws IllegalArgumentException if one cannot be understood
  public static Leads of(Forwards forwards) {
    List<Lead> leads = new ArrayList<>();
    add(Kind.REMOTE, forwards.remote(), leads);
    add(Kind.LOCAL, forwards.local(), leads);
    add(Kind.DYNAMIC, forwards.dynamic(), leads);
    return new Leads(leads, forwards.agent());
  }

  private static void add(Kind kind, List<String> texts, List<Lead> leads) {
    for (String text : texts) {
      leads.add(lead(kind, text));
    }
  }

  private static Lead lead(Kind kind, String text) {
    Forward forward = Forward.parse(text, kind == Kind.DYNAMIC, true);
    if (forward == null) {
      throw new IllegalArgumentException(
          kind.word + " forward \"" + text + "\": wanted " + kind.form);
    }
    Lead lead = new Lead(kind, forward.listen(), forward.target().map(Leads::target));
    var _ = lead.at(false); // checked now, not when a host is reached
    return lead;
  }

  private static Endpoint target(Forward.End target) {
    return switch (target) {
      case Forward.End.Tcp(Optional<String> host, int port) -> {
        if (host.isEmpty() || host.get().isEmpty() || host.get().equals("*")) {
          throw new IllegalArgumentException(
              "a forward leads to a host and a port, or to a socket, not to \"" + target + "\"");
        }
        yield Endpoint.tcp(host.get(), port);
      }
      case Forward.End.Unix(String path) -> Endpoint.unix(path);
    };
  }

  /// Returns whether something is listened to here, which only one host's forwards can.
  public boolean listensHere() {
    return leads.stream().anyMatch(lead -> lead.kind != Kind.REMOTE);
  }

  /// Returns whether a place here is to be any free port.
  public boolean takesAnyPortHere() {
    return leads.stream().anyMatch(lead -> lead.kind != Kind.REMOTE && lead.takesAnyPort());
  }

  /// Returns whether a host is to choose a port.
  public boolean takesAnyPortThere() {
    return leads.stream().anyMatch(lead -> lead.kind == Kind.REMOTE && lead.takesAnyPort());
  }

  boolean isEmpty() {
    return leads.isEmpty();
  }
}
