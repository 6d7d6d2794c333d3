package dev.muster.ssh.auth;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.transport.EndingException;

/// One method's part in the authentication of one user: what it has to try, and what the answers
/// mean. Confined to the thread that drives the protocol.
abstract sealed class Way permits GssWay, HostbasedWay, KeyWay, InteractiveWay, PasswordWay {

  abstract Method method();

  /// Begins its next try, which may take an errand before the request is sent.
  ///
  /// @return false if nothing is left to try
  abstract boolean begin();

  /// Takes a message of the method's own, 60 to 79.
  abstract void message(int type, SshReader body) throws ProtocolException, EndingException;

  /// The server refused the last request.
  ///
  /// @param looked whether it looked at it at all: it goes on taking this method
  void refused(boolean looked) {}

  /// The server took the last request, and wants more than that.
  void partlyAccepted() {}

  /// The server took the last request, and the user is in.
  void accepted() {}

  /// Returns whether there is something left to try.
  abstract boolean hasMore();

  /// Returns whether the answer to what is out can only be that the user is in, or is not. Never so
  /// with questions and passwords: more messages may follow before the server is content.
  boolean isDecisive() {
    return false;
  }

  /// It is over, whatever came of it.
  void ended() {}

  static ProtocolException unexpected(int type) {
    return new ProtocolException("message " + type + " within authentication");
  }
}
