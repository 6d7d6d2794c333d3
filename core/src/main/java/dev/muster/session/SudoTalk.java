package dev.muster.session;

import dev.muster.model.Failure;
import dev.muster.model.Failure.Sudo.Cause;
import dev.muster.model.HostTask;
import dev.muster.session.SudoDialogue.Step;
import dev.muster.ssh.SessionEnd;
import dev.muster.ssh.SessionListener;
import dev.muster.ssh.SshSession;
import dev.muster.ssh.Stream;
import dev.muster.ssh.auth.Account;
import dev.muster.ssh.data.StrangeText;
import dev.muster.ssh.trust.HostKeyFailure;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Stands between a session and its work while `sudo` has the word: answers it, once, and passes on
/// what is the command's.
///
/// Its monitor guards `refusal`, `asker`, `answered` and `decided`, and is never held during a
/// call; the rest belongs to the connection's loop.
final class SudoTalk implements SessionListener {

  private static final int NO_SUCH_PROGRAM = 127;

  private final HostTask task;
  private final SudoTerms terms;
  private final SshWork work;
  private final SudoDialogue dialogue;

  /// On a terminal there is one stream.
  private final Stream watched;

  private @Nullable Failure refusal;
  private @Nullable Thread asker;
  private boolean answered;
  private boolean decided;

  SudoTalk(HostTask task, SudoTerms terms, boolean onTerminal, SshWork work) {
    this.task = task;
    this.terms = terms;
    this.work = work;
    this.dialogue = new SudoDialogue(terms.marks());
    this.watched = onTerminal ? Stream.OUT : Stream.ERR;
  }

  @Override
  public void started(SshSession session) {
    work.started(session);
  }

  @Override
  public void output(SshSession session, Stream stream, byte[] bytes) {
    if (stream != watched || dialogue.isBegun()) {
      work.output(session, stream, bytes);
      return;
    }
    dialogue.add(bytes);
    for (Step step = dialogue.next(); step != Step.NOTHING; step = dialogue.next()) {
      follow(step, session);
    }
    int removed = dialogue.removed();
    if (removed > 0) {
      session.consumed(removed);
    }
    byte[] passed = dialogue.released();
    if (passed.length > 0) {
      work.output(session, stream, passed);
    }
  }

  private void follow(Step step, SshSession session) {
    switch (step) {
      case ASKED -> ask(session);
      case ASKED_AGAIN -> {
        decided(trial -> trial.refused(task.host()));
        refuse(session, Cause.WRONG_PASSWORD, wrong());
      }
      case BEGUN -> {
        decided(SudoTrial::accepted);
        work.begun(session, dialogue.process());
      }
      case NOTHING -> {}
    }
  }

  /// Tells once what became of the password, if it was given.
  private void decided(Consumer<SudoTrial> how) {
    boolean due;
    synchronized (this) {
      due = answered && !decided;
      decided = true;
    }
    if (due) {
      how.accept(terms.trial(task.user()));
    }
  }

  /// Whoever knows the password may take their time; the loop does not. A host that may be another
  /// than it is taken for is told none.
  private void ask(SshSession session) {
    Optional<HostKeyFailure> distrust = session.connection().distrust();
    if (distrust.isPresent()) {
      String why = distrust.get().reason();
      refuse(session, Cause.DISTRUSTED, "not given the password of " + user() + ": " + why);
      return;
    }
    Thread thread = Thread.ofVirtual().name(task.host() + " sudo").unstarted(() -> answer(session));
    synchronized (this) {
      asker = thread;
    }
    thread.start();
  }

  private void answer(SshSession session) {
    SudoTrial trial = terms.trial(task.user());
    try {
      if (!trial.begins()) {
        String others = String.join(" and ", trial.refusedBy());
        String why = "not given the password of " + user() + ", which " + others + " refused";
        refuse(session, Cause.NOT_TRIED, why);
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return; // the work is over
    }
    boolean given = false;
    try {
      given = give(session);
    } catch (RuntimeException | Error e) { // code of the user's that is asked for a secret
      refuse(session, Cause.NO_PASSWORD, "whoever was asked for a password failed: " + e);
    } finally {
      if (!given) {
        trial.undecided();
      }
    }
  }

  /// Gives the password.
  ///
  /// @return whether it was given
  private boolean give(SshSession session) {
    Account account = new Account(task.user(), task.name(), task.port());
    Optional<char[]> password = terms.passwords().of(account.toString());
    if (password.isEmpty()) {
      refuse(
          session, Cause.NO_PASSWORD, "a password of " + user() + " is wanted, and none is given");
      return false;
    }
    byte[] line = line(password.get());
    if (endsEarly(line)) {
      refuse(session, Cause.NO_PASSWORD, "the password of " + user() + " holds a line end");
      return false;
    }
    synchronized (this) {
      if (decided) {
        Arrays.fill(line, (byte) 0);
        return false;
      }
      answered = true;
    }
    var _ = session.write(line).whenComplete((_, _) -> Arrays.fill(line, (byte) 0));
    return true;
  }

  /// What came after a line end would be read by the command, or taken for a second try.
  private static boolean endsEarly(byte[] line) {
    for (int i = 0; i < line.length - 1; i++) {
      if (line[i] == '\n' || line[i] == '\r') {
        Arrays.fill(line, (byte) 0);
        return true;
      }
    }
    return false;
  }

  /// Returns a password as one line in UTF-8, and overwrites it.
  @SuppressWarnings("ByteBufferBackingArray") // the encoder's own array, which is to be wiped
  private static byte[] line(char[] password) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
    byte[] line = Arrays.copyOf(encoded.array(), encoded.limit() + 1);
    line[encoded.limit()] = '\n';
    Arrays.fill(encoded.array(), (byte) 0);
    Arrays.fill(password, '\0');
    return line;
  }

  private void refuse(SshSession session, Cause cause, String why) {
    synchronized (this) {
      if (refusal == null) {
        refusal = failure(cause, why);
      }
    }
    session.close();
  }

  private Failure failure(Cause cause, String why) {
    return new Failure.Sudo(task.address(), cause, "sudo: " + why);
  }

  private String wrong() {
    String complaint = shown(dialogue.complaint());
    return complaint.isEmpty()
        ? "the password of " + user() + " was refused, or more is wanted; it was tried once"
        : "the password of " + user() + " was refused (" + complaint + "); it was tried once";
  }

  private String user() {
    return task.user();
  }

  /// A session that ends before the command began ran nothing, unless contact was lost: then the
  /// beginning may have been on its way.
  @Override
  public void ended(SshSession session, SessionEnd end) {
    Failure why;
    boolean unanswered;
    synchronized (this) {
      if (asker != null) {
        asker.interrupt();
      }
      why = refusal;
      unanswered = dialogue.isAsked() && !answered;
    }
    decided(SudoTrial::undecided);
    if (dialogue.isBegun()) {
      work.ended(session, end);
    } else if (why != null) {
      work.refused(why);
    } else if (end instanceof SessionEnd.Failed(var trouble, boolean mayHaveRun)) {
      work.ended(session, new SessionEnd.Failed(trouble, mayHaveRun && !unanswered));
    } else {
      work.refused(refusal(end));
    }
  }

  private Failure refusal(SessionEnd end) {
    String said = shown(dialogue.words());
    if (end instanceof SessionEnd.Exited(int status)) {
      if (status == NO_SUCH_PROGRAM && !dialogue.isAsked()) {
        return failure(Cause.MISSING, "there is none on the host: " + said);
      }
      String why = said.isEmpty() ? "it ended with status " + status + " and said nothing" : said;
      boolean wantsTerminal = said.contains("tty") || said.contains("terminal");
      return failure(Cause.REFUSED, why + (wantsTerminal ? "; run it on a terminal" : ""));
    }
    return failure(Cause.REFUSED, "it ended before the command began: " + said);
  }

  /// What is said of the command is said without what we put before it.
  private String shown(String said) {
    String plain = said.replace(terms.marks().saying(), "…").replace("sudo: ", "");
    return StrangeText.shown(plain);
  }
}
