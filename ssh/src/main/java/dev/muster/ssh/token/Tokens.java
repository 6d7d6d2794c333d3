package dev.muster.ssh.token;

import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.SigningException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The keys on the tokens that one library of PKCS#11 leads to (`PKCS11Provider`): RSA, ECDSA and
/// Ed25519.
///
/// The library is native code that the user names, and runs in this process. It is called from a
/// thread of its own, one call at a time: it may wait for a person to touch a token. The methods
/// block and may be called by many threads, none of them an event loop; an interrupt ends the
/// waiting, not the library's call.
public final class Tokens implements AutoCloseable {

  /// How long to wait for a turn, and for a signature: a person may have to touch the token.
  public static final Duration LIMIT = Duration.ofSeconds(60);

  /// How long to wait for a person who types a PIN.
  private static final Duration PERSON = Duration.ofMinutes(10);

  /// How long to wait for what is under way when they are closed.
  private static final Duration LAST = Duration.ofSeconds(2);

  private final String name;
  private final Pins pins;
  private final Semaphore turn = new Semaphore(1, true);
  private List<Token> tokens = List.of(); // whoever has the turn
  private boolean closed; // whoever has the turn

  private Tokens(String name, Pins pins) {
    this.name = name;
    this.pins = pins;
  }

  /// Loads a library and finds the tokens that are there now.
  ///
  /// @param library a file, or a name that the system's loader finds
  /// @param pins asked for PINs, on a thread of the tokens'
  /// @throws TokenException if it cannot be loaded or is no library of PKCS#11
  public static Tokens open(String library, Pins pins) throws TokenException, InterruptedException {
    return open(library, () -> Cryptoki.load(library), pins);
  }

  /// Finds the tokens of a library that is loaded so.
  static Tokens open(String name, Callable<Cryptoki> library, Pins pins)
      throws TokenException, InterruptedException {
    Tokens opened = new Tokens(name, pins);
    boolean done = false;
    try {
      opened.inTurn(
          LIMIT,
          () -> {
            opened.find(library.call());
            return true;
          });
      done = true;
      return opened;
    } finally {
      if (!done) {
        opened.closeLater();
      }
    }
  }

  private void find(Cryptoki library) throws TokenException {
    List<Token> found = new ArrayList<>();
    tokens = found; // those that are open when another one fails are closed too
    for (long slot : library.slots()) {
      Token.open(library, slot, pins).ifPresent(found::add);
    }
  }

  /// Returns the keys of all tokens, in their order; they sign through this, as long as it is open.
  /// A token that shows its keys only to who has its PIN is given that first.
  ///
  /// @throws TokenException if a token refuses its PIN or cannot be read
  public List<Identity> identities() throws TokenException, InterruptedException {
    return inTurn(PERSON, this::all);
  }

  private List<Identity> all() throws TokenException {
    List<Identity> all = new ArrayList<>();
    for (Token token : tokens) {
      for (Token.Key key : token.keys()) {
        identity(token, key).filter(each -> !all.contains(each)).ifPresent(all::add);
      }
    }
    return List.copyOf(all);
  }

  private Optional<Identity> identity(Token token, Token.Key key) {
    String comment = key.label().isEmpty() ? token.toString() : key.label() + " on " + token;
    return Identity.of(
        key.publicKey().blob(), comment, (algorithm, data) -> sign(token, key, algorithm, data));
  }

  private byte[] sign(Token token, Token.Key key, String algorithm, byte[] data)
      throws SigningException, InterruptedException {
    try {
      return inTurn(LIMIT, () -> token.sign(key, algorithm, data));
    } catch (TokenException e) {
      throw new SigningException(String.valueOf(e.getMessage()), e);
    }
  }

  /// Gives every token that has keys its PIN now, so that nobody is asked later.
  ///
  /// @throws TokenException if one refuses it, or nobody gives it; see
  ///   [TokenException#isPinRefused]
  public void unlock() throws TokenException, InterruptedException {
    inTurn(
        PERSON,
        () -> {
          for (Token token : tokens) {
            if (!token.keys().isEmpty()) {
              token.login();
            }
          }
          return true;
        });
  }

  /// Does something when nobody else does, on a thread of its own: native code holds on to the
  /// thread that it runs on, and many virtual threads share one.
  private <T> T inTurn(Duration limit, Callable<T> what)
      throws TokenException, InterruptedException {
    Duration most = limit.compareTo(LIMIT) < 0 ? limit : LIMIT;
    if (!turn.tryAcquire(most.toSeconds(), TimeUnit.SECONDS)) {
      throw new TokenException(name + ": its tokens were busy for " + most.toSeconds() + " s");
    }
    FutureTask<T> task =
        new FutureTask<>(() -> {
          try {
            if (closed) {
              throw new TokenException(name + " is closed");
            }
            return what.call();
          } finally {
            turn.release();
          }
        });
    Thread.ofPlatform().daemon().name("token").start(task);
    try {
      return task.get(limit.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new TokenException(name + ": no answer within " + limit.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof TokenException cause
          ? cause
          : new TokenException(name + ": " + e.getCause(), e);
    }
  }

  /// Ends the sessions, which logs out, and forgets the PINs. Waits two seconds for a call that is
  /// under way; one that takes longer, for it waits for a person, is left to the end of the
  /// process. Idempotent.
  @Override
  public void close() {
    try {
      inTurn(
          LAST,
          () -> {
            end();
            return true;
          });
    } catch (TokenException e) {
      // closed before, or it does not answer; the process's end closes it
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Closes what a call opens or has opened that nobody waits for any more, once it returns.
  private void closeLater() {
    Thread.ofPlatform()
        .daemon()
        .name("token")
        .start(() -> {
          turn.acquireUninterruptibly();
          try {
            end();
          } finally {
            turn.release();
          }
        });
  }

  /// For whoever has the turn.
  private void end() {
    tokens.forEach(Token::close);
    tokens = List.of();
    closed = true;
  }

  /// Returns what messages call it.
  @Override
  public String toString() {
    return name;
  }
}
