package dev.muster.ssh.channel;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.transport.Message;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A session channel (RFC 4254 section 6): what it is asked for, both outputs, input, and how the
/// command ended.
///
/// What the command prints goes to [SessionEvents] as it comes.
public final class SessionChannel extends Channel {

  private final SessionEvents events;
  private final SessionStart start;
  private boolean requested;
  private boolean wantsPty;
  private @Nullable ArrayDeque<CompletableFuture<Boolean>> questions;
  private @Nullable ChannelEnd end;

  SessionChannel(
      int id, Channels channels, SessionEvents events, SessionStart start, int windowBytes) {
    super(id, channels, windowBytes);
    this.events = events;
    this.start = start;
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

  /// Tells the server the size of the terminal, four numbers.
  public void resize(byte[] size) {
    if (requested && !isClosing()) {
      send(to(Message.CHANNEL_REQUEST).putString("window-change").putBoolean(false).putBytes(size));
    }
  }

  /// Asks the server for a break; `done` hears whether it did.
  public void sendBreak(int millis, CompletableFuture<Boolean> done) {
    if (!requested || isClosing()) {
      done.completeExceptionally(new IllegalStateException("nothing runs on the session"));
      return;
    }
    if (questions == null) {
      questions = new ArrayDeque<>(1);
    }
    questions.add(done);
    send(to(Message.CHANNEL_REQUEST).putString("break").putBoolean(true).putInt(millis));
  }

  @Override
  String type() {
    return "session";
  }

  @Override
  void describe(SshWriter open) {
    // a session is asked for by its name alone
  }

  /// A server that does not let agents be used says nothing of it, as with `ssh`.
  @Override
  void opened() {
    if (start.lendsAgent()) {
      send(to(Message.CHANNEL_REQUEST).putString("auth-agent-req@openssh.com").putBoolean(false));
    }
    for (Map.Entry<String, String> variable : start.environment().entrySet()) {
      send(
          to(Message.CHANNEL_REQUEST)
              .putString("env")
              .putBoolean(false)
              .putString(variable.getKey())
              .putString(variable.getValue()));
    }
    byte[] pty = start.pty();
    if (pty == null) {
      begin();
    } else {
      wantsPty = true;
      send(to(Message.CHANNEL_REQUEST).putString("pty-req").putBoolean(true).putBytes(pty));
    }
  }

  private void begin() {
    requested = true;
    SshWriter request = to(Message.CHANNEL_REQUEST).putString(start.request()).putBoolean(true);
    String text = start.text();
    send(text == null ? request : request.putString(text));
  }

  @Override
  void answered(boolean accepted) throws ProtocolException {
    if (wantsPty) {
      answeredPty(accepted);
      return;
    }
    CompletableFuture<Boolean> question =
        questions == null || state() == ChannelState.STARTING ? null : questions.poll();
    if (question != null) {
      question.complete(accepted);
      return;
    }
    if (accepted) {
      channels().runs();
      enter(ChannelState.Event.ACCEPTED);
      if (!isReported()) {
        events.started();
      }
      return;
    }
    enter(ChannelState.Event.REFUSED);
    refused(start.request().equals("exec") ? "the command" : "the " + start.request());
  }

  /// Nothing is run before the terminal is there: what was to run on one may do something else
  /// without.
  private void answeredPty(boolean accepted) throws ProtocolException {
    wantsPty = false;
    if (!accepted) {
      enter(ChannelState.Event.REFUSED);
      refused("a terminal");
    } else if (!isClosing()) {
      begin();
    }
  }

  private void refused(String what) {
    ChannelEnd refused = new ChannelEnd.Refused(what, "the server's policy or configuration");
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
    forgetQuestions();
    events.ended(how);
  }

  @Override
  public void abandon() {
    super.abandon();
    forgetQuestions();
  }

  /// What the server still answers finds nobody waiting; that it was asked is remembered.
  private void forgetQuestions() {
    if (questions != null) {
      questions.forEach(
          each -> each.completeExceptionally(new IllegalStateException("the session has ended")));
    }
  }
}
