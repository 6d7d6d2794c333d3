package dev.muster.ssh.auth;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Message;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Authentication by a password, which may have to be changed (RFC 4252 section 8).
///
/// One try: a password that was refused once is refused again, and locks accounts.
final class PasswordWay extends Way {

  private static final int MAX_CHANGES = 3;

  private final ClientAuth auth;
  private final Passwords passwords;
  private boolean begun;
  private int changes;

  PasswordWay(ClientAuth auth, Passwords passwords) {
    this.auth = auth;
    this.passwords = passwords;
  }

  @Override
  Method method() {
    return Method.PASSWORD;
  }

  @Override
  boolean hasMore() {
    return !begun && !(passwords instanceof Nobody) && !auth.isPasswordRefused();
  }

  @Override
  boolean begin() {
    if (!hasMore()) {
      return false;
    }
    begun = true;
    auth.errand(() -> {
      Optional<char[]> password = passwords.password(auth.account());
      return Errands.Return.with(password.stream().toList(), () -> answered(password));
    });
    return true;
  }

  private void answered(Optional<char[]> password) throws EndingException {
    if (password.isEmpty()) {
      auth.note("password (none was given)");
      auth.next();
      return;
    }
    auth.note("password");
    send(false, List.of(password.get()));
  }

  private void send(boolean isChange, List<char[]> secrets) {
    SshWriter request = auth.request(Method.PASSWORD, Secret.room(secrets)).putBoolean(isChange);
    for (char[] secret : secrets) {
      Secret.write(secret, request);
    }
    auth.sendProof(request, this);
    request.wipe();
  }

  /// The password has run out: the server wants a new one beside the old.
  @Override
  void message(int type, SshReader body) throws ProtocolException, EndingException {
    if (type != Message.USERAUTH_PASSWD_CHANGEREQ) {
      throw unexpected(type);
    }
    String prompt = StrangeText.shown(body.readText());
    body.readText(); // language
    if (++changes > MAX_CHANGES) {
      throw new ProtocolException("new passwords wanted over " + MAX_CHANGES + " times");
    }
    auth.errand(() -> {
      Optional<char[]> old = passwords.password(auth.account());
      Optional<char[]> changed = old.isEmpty() ? old : changed(old.get(), prompt);
      List<char[]> both = Stream.concat(old.stream(), changed.stream()).toList();
      return Errands.Return.with(both, () -> changed(old, changed, prompt));
    });
  }

  /// Asks for a new password; the old one does not outlive a question that fails.
  private Optional<char[]> changed(char[] old, String prompt) throws InterruptedException {
    boolean asked = false;
    try {
      Optional<char[]> changed = passwords.changed(auth.account(), prompt);
      asked = true;
      return changed;
    } finally {
      if (!asked) {
        Secret.wipe(old);
      }
    }
  }

  private void changed(Optional<char[]> old, Optional<char[]> changed, String prompt)
      throws EndingException {
    if (old.isPresent() && changed.isPresent()) {
      auth.note("password change");
      send(true, List.of(old.get(), changed.get()));
      return;
    }
    old.ifPresent(Secret::wipe);
    auth.note("password (it has run out: " + prompt + "; change it with ssh)");
    auth.next();
  }

  @Override
  void refused(boolean looked) {
    auth.passwordRefused();
  }
}
