package dev.muster.ssh.auth;

import dev.muster.ssh.key.Identity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What users are authenticated with: immutable, and shared by many destinations.
///
/// @param methods which are used, the preferred first (`PreferredAuthentications`)
/// @param identities public keys and certificates, in the order in which they are tried while it is
///   not known which works
/// @param passwords asked for passwords
/// @param prompts asked for answers to what servers ask; passwords that [Passwords] knows are not
///   asked for again
/// @param maxTries how many refusals a server bears: it ends the connection with the last of them
///   (`MaxAuthTries` of `sshd_config`)
/// @param proven which keys have worked; whoever shares it learns from the others
public record Authentication(
    List<Method> methods,
    List<Identity> identities,
    Passwords passwords,
    Prompts prompts,
    int maxTries,
    ProvenKeys proven) {

  /// OpenSSH's `MaxAuthTries` if its configuration does not say otherwise.
  public static final int STANDARD_TRIES = 6;

  private static final List<Method> ALL = List.of(Method.values());

  public Authentication {
    methods = List.copyOf(methods);
    identities = List.copyOf(identities);
    if (methods.isEmpty()) {
      throw new IllegalArgumentException("no method to authenticate with; choose from " + ALL);
    }
    if (maxTries < 1) {
      throw new IllegalArgumentException("maxTries must be at least 1, was " + maxTries);
    }
  }

  /// Returns authentication by these keys alone, for servers that bear six refusals.
  public static Authentication of(List<Identity> identities) {
    return new Authentication(
        ALL, identities, Passwords.none(), Prompts.none(), STANDARD_TRIES, new ProvenKeys());
  }

  /// Returns this with other methods or another order.
  public Authentication withMethods(List<Method> ordered) {
    return new Authentication(ordered, identities, passwords, prompts, maxTries, proven);
  }

  /// Returns this with somebody to ask for passwords.
  public Authentication withPasswords(Passwords asked) {
    return new Authentication(methods, identities, asked, prompts, maxTries, proven);
  }

  /// Returns this with somebody to answer what servers ask.
  public Authentication withPrompts(Prompts asked) {
    return new Authentication(methods, identities, passwords, asked, maxTries, proven);
  }

  /// Returns this for servers that bear so many refusals.
  public Authentication withMaxTries(int refusals) {
    return new Authentication(methods, identities, passwords, prompts, refusals, proven);
  }

  /// Returns how many tries are kept for what comes after the keys: one for each of the other
  /// methods that somebody would answer.
  ///
  /// @param offered the methods that the server takes, or null while that is not known
  int triesAfterKeys(@Nullable List<String> offered) {
    int kept = 0;
    for (Method method : methods) {
      boolean after = method != Method.PUBLIC_KEY && isPossible(method);
      kept += after && (offered == null || offered.contains(method.wireName())) ? 1 : 0;
    }
    return kept;
  }

  /// Returns whether a key is what is tried first.
  boolean beginsWithKeys() {
    for (Method method : methods) {
      if (isPossible(method)) {
        return method == Method.PUBLIC_KEY;
      }
    }
    return false;
  }

  /// Returns whether there is anything to try a method with.
  boolean isPossible(Method method) {
    if (method == Method.PUBLIC_KEY) {
      return !identities.isEmpty();
    }
    boolean asked = method == Method.KEYBOARD_INTERACTIVE && !(prompts instanceof Nobody);
    return asked || !(passwords instanceof Nobody);
  }
}
