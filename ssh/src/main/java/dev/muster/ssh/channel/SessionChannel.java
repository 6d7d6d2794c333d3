package dev.muster.ssh.channel;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.transport.Message;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A session channel with one command (RFC 4254 section 6): the command's request, both outputs,
/// input, and how the command ended.
///
/// What the command prints goes to [SessionEvents] as it comes.
public final class SessionChannel extends Channel {

  private final SessionEvents events;
  private final String command;
  private final Map<String, String> environment;
  private boolean requested;
  private @Nullable ChannelEnd end;

  SessionChannel(
      int id,
      Channels channels,
      SessionEvents events,
      String command,
      Map<String, String> environment,
      int windowBytes) {
    super(id, channels, windowBytes);
    this.events = events;
    this.command = command;
    this.environment = environment;
  }

  /// Returns whether the command's request was sent, so that it may have run.
  public boolean mayHaveRun() {
    return requested && !(end instanceof ChannelEnd.Refused);
  }

  /// Asks the server to send the command a signal, a name without `SIG`.
  public void signal(String name) {
    if (requested && !isClosing()) {
      send(to(Message.CHANNEL_REQUEST).putString("signal").putBoolean(false).putString(name));
    }
  }

  @Override
  String type() {
    return "session";
  }

  @Override
  void describe(SshWriter open) {
    // a session is asked for by its name alone
  }

  @Override
  void opened() {
    environment.forEach((name, value) ->
        send(
            to(Message.CHANNEL_REQUEST)
                .putString("env")
                .putBoolean(false)
                .putString(name)
                .putString(value)));
    requested = true;
    send(to(Message.CHANNEL_REQUEST).putString("exec").putBoolean(true).putString(command));
  }

  @Override
  void answered(boolean accepted) throws ProtocolException {
    if (accepted) {
      enter(ChannelState.Event.ACCEPTED);
      if (!isReported()) {
        events.started();
      }
      return;
    }
    enter(ChannelState.Event.REFUSED);
    ChannelEnd refused =
        new ChannelEnd.Refused("the command", "the server's policy or configuration");
    end = refused;
    report(refused);
    sendClose();
  }

  @Override
  void received(byte[] bytes, boolean error) {
    if (error) {
      events.err(bytes);
    } else {
      events.out(bytes);
    }
  }

  @Override
  void receivedEnd() {
    // the command's end says more
  }

  @Override
  boolean asked(String name, SshReader body) throws ProtocolException {
    switch (name) {
      case "exit-status" -> ends(new ChannelEnd.Exited(body.readInt()));
      case "exit-signal" ->
          ends(
              new ChannelEnd.Signalled(
                  StrangeText.shown(body.readName()),
                  body.readBoolean(),
                  StrangeText.shown(body.readText())));
      default -> {
        return false;
      }
    }
    return true;
  }

  /// Takes note of how the command ended; one that was refused never ran.
  private void ends(ChannelEnd how) {
    if (state() != ChannelState.REFUSING) {
      end = how;
    }
  }

  @Override
  ChannelEnd endOfClosing() {
    return end == null ? new ChannelEnd.NoStatus() : end;
  }

  @Override
  ChannelEnd.Cancelled cancelled() {
    return new ChannelEnd.Cancelled(requested);
  }

  @Override
  void told(ChannelEnd how) {
    events.ended(how);
  }
}
