package dev.muster.session;

import dev.muster.model.Passphrases;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.token.TokenException;
import dev.muster.ssh.token.Tokens;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The keys on the tokens of one library, if one is named: it is loaded when they are first needed.
final class TokenKeys implements AutoCloseable {

  private final String library;
  private final Passphrases asked;
  private @Nullable Tokens tokens;
  private @Nullable List<Identity> keys;
  private String trouble = "";

  /// @param library empty: there are no tokens
  /// @param asked knows the PINs
  TokenKeys(String library, Passphrases asked) {
    this.library = library;
    this.asked = asked;
  }

  /// Returns the tokens' keys; none if they cannot be used, see [#trouble].
  ///
  /// @throws IllegalArgumentException if a PIN was given and is wrong
  List<Identity> keys() {
    List<Identity> known = keys;
    if (known == null) {
      known = library.isEmpty() ? List.of() : find();
      keys = known;
    }
    return known;
  }

  private List<Identity> find() {
    try {
      Tokens opened = Tokens.open(library, asked::forToken);
      tokens = opened;
      List<Identity> found = opened.identities();
      trouble = found.isEmpty() ? library + " leads to no token with a key" : "";
      return found;
    } catch (TokenException e) {
      refused(e);
    } catch (InterruptedException e) {
      interrupted();
    }
    return List.of();
  }

  /// Has the tokens' PINs given.
  ///
  /// @return false if nobody gives one, see [#trouble]
  /// @throws IllegalArgumentException if one was given and is wrong
  boolean unlock() {
    Tokens opened = tokens;
    try {
      if (opened != null) {
        opened.unlock();
      }
      return true;
    } catch (TokenException e) {
      refused(e);
    } catch (InterruptedException e) {
      interrupted();
    }
    return false;
  }

  /// A wrong PIN stops everything: whoever gave it is there to give the right one, and the token
  /// counts.
  private void refused(TokenException e) {
    if (e.isPinRefused()) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    trouble = e.getMessage() + "; the token's keys are not used";
  }

  private void interrupted() {
    Thread.currentThread().interrupt();
    trouble = library + " was not asked: interrupted";
  }

  /// Returns why it gave no keys, or nothing.
  String trouble() {
    return trouble;
  }

  /// Returns the tokens' key with that public half.
  Optional<Identity> key(byte[] blob) {
    return keys().stream().filter(each -> each.hasBlob(blob)).findFirst();
  }

  @Override
  public void close() {
    Tokens opened = tokens;
    if (opened != null) {
      opened.close();
    }
  }
}
