package dev.muster.ssh.auth;

import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.transport.EndingException;
import dev.muster.ssh.transport.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Authentication by questions and answers (RFC 4256), in rounds that the server makes.
///
/// A hidden question for a password is answered with the password that is known, once; everything
/// else is asked of [Prompts]. One try after each success of another method.
final class InteractiveWay extends Way {

  static final int MAX_ROUNDS = 16;
  static final int MAX_PROMPTS = 32;

  private static final int MAX_INSTRUCTION = 8192;

  /// What a question for another password than the account's says: one for a single time, as
  /// `pam_oath` asks for, or one that is to be set.
  private static final List<String> OTHERS =
      List.of("one-time", "one time", " otp", "new password", "new unix password", "retype");

  private final ClientAuth auth;
  private final Passwords passwords;
  private final Prompts prompts;
  private boolean begun;
  private boolean passwordGiven;
  private int rounds;

  InteractiveWay(ClientAuth auth, Authentication how) {
    this.auth = auth;
    this.passwords = how.passwords();
    this.prompts = how.prompts();
  }

  @Override
  Method method() {
    return Method.KEYBOARD_INTERACTIVE;
  }

  @Override
  boolean hasMore() {
    boolean password = !(passwords instanceof Nobody) && !auth.isPasswordRefused();
    return !begun && (password || !(prompts instanceof Nobody));
  }

  @Override
  boolean begin() {
    if (!hasMore()) {
      return false;
    }
    begun = true;
    passwordGiven = false;
    auth.note("keyboard-interactive");
    auth.send(auth.request(Method.KEYBOARD_INTERACTIVE).putString("").putString(""), this);
    return true;
  }

  @Override
  void message(int type, SshReader body) throws ProtocolException, EndingException {
    if (type != Message.USERAUTH_INFO_REQUEST) {
      throw unexpected(type);
    }
    if (++rounds > MAX_ROUNDS) {
      throw new ProtocolException("over " + MAX_ROUNDS + " rounds of questions");
    }
    Prompts.Round round = read(body);
    if (round.prompts().isEmpty()) {
      send(List.of()); // RFC 4256 section 3.2: a round of none is answered with none
      return;
    }
    boolean password = wantsPassword(round);
    passwordGiven |= password;
    auth.errand(() -> {
      Optional<List<char[]>> answers =
          password ? passwords.password(auth.account()).map(List::of) : prompts.answer(round);
      return Errands.Return.with(answers.orElse(List.of()), () -> answered(round, answers));
    });
  }

  private Prompts.Round read(SshReader body) throws ProtocolException {
    String name = StrangeText.shown(body.readText());
    String instruction = instruction(body.readText());
    body.readText(); // language
    int count = body.readInt();
    if (count < 0 || count > MAX_PROMPTS) {
      throw new ProtocolException(
          Integer.toUnsignedLong(count) + " questions where at most " + MAX_PROMPTS + " are taken");
    }
    List<Prompts.Prompt> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(new Prompts.Prompt(StrangeText.shown(body.readText()), body.readBoolean()));
    }
    return new Prompts.Round(auth.account(), name, instruction, list);
  }

  /// Returns the text line by line, without what could rewrite a terminal.
  private static String instruction(String text) throws ProtocolException {
    if (text.length() > MAX_INSTRUCTION) {
      throw new ProtocolException("an instruction of over " + MAX_INSTRUCTION + " characters");
    }
    StringBuilder shown = new StringBuilder();
    for (String line : text.strip().split("\r?\n", -1)) {
      shown.append(shown.isEmpty() ? "" : "\n").append(StrangeText.shown(line));
    }
    return shown.toString();
  }

  /// Only a single hidden question that says so gets the password: it would otherwise be the answer
  /// to a question for a one-time code, and be refused, and counted.
  private boolean wantsPassword(Prompts.Round round) {
    boolean known = !(passwords instanceof Nobody) && !passwordGiven && !auth.isPasswordRefused();
    if (!known || round.prompts().size() != 1 || round.prompts().getFirst().isShown()) {
      return false;
    }
    String asked = round.prompts().getFirst().text().toLowerCase(Locale.ROOT);
    return asked.contains("passw") && OTHERS.stream().noneMatch(asked::contains);
  }

  private void answered(Prompts.Round round, Optional<List<char[]>> answers)
      throws EndingException {
    if (answers.isPresent() && answers.get().size() == round.prompts().size()) {
      send(answers.get());
      return;
    }
    answers.ifPresent(list -> list.forEach(Secret::wipe));
    auth.note(
        "keyboard-interactive (nobody answers \"" + round.prompts().getFirst().text() + "\")");
    auth.next();
  }

  private void send(List<char[]> answers) {
    SshWriter response = new SshWriter(16 + Secret.room(answers));
    response.putByte(Message.USERAUTH_INFO_RESPONSE).putInt(answers.size());
    for (char[] answer : answers) {
      Secret.write(answer, response);
    }
    if (answers.isEmpty()) {
      auth.send(response, this);
    } else {
      auth.sendProof(response, this);
    }
    response.wipe();
  }

  @Override
  void refused(boolean looked) {
    if (passwordGiven) {
      auth.passwordRefused();
    }
  }

  @Override
  void partlyAccepted() {
    begun = false; // AuthenticationMethods may want it twice, with another device
  }
}
