package dev.muster.ssh.auth;

import dev.muster.ssh.key.Identity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What users are authenticated with: immutable, and shared by many destinations.
///
/// @param rules which methods are used in which order, and how often
/// @param identities public keys and certificates, in the order in which they are tried while it is
///   not known which works
/// @param passwords asked for passwords
/// @param prompts asked for answers to what servers ask; passwords that [Passwords] knows are not
///   asked for again
/// @param vouchers who speaks for the user without a secret of theirs
/// @param proven which keys have worked; whoever shares it learns from the others
public record Authentication(
    Rules rules,
    List<Identity> identities,
    Passwords passwords,
    Prompts prompts,
    Vouchers vouchers,
    ProvenKeys proven) {

  /// OpenSSH's `MaxAuthTries` if its configuration does not say otherwise.
  public static final int STANDARD_TRIES = 6;

  public Authentication {
    identities = List.copyOf(identities);
  }

  /// Returns authentication by these keys alone, for servers that bear six refusals.
  public static Authentication of(List<Identity> identities) {
    return new Authentication(
        Rules.standard(),
        identities,
        Passwords.none(),
        Prompts.none(),
        Vouchers.none(),
        new ProvenKeys());
  }

  /// Returns this by other rules.
  public Authentication withRules(Rules other) {
    return new Authentication(other, identities, passwords, prompts, vouchers, proven);
  }

  /// Returns this with other methods or another order.
  public Authentication withMethods(List<Method> ordered) {
    return withRules(rules.withMethods(ordered));
  }

  /// Returns this with somebody to ask for passwords.
  public Authentication withPasswords(Passwords asked) {
    return new Authentication(rules, identities, asked, prompts, vouchers, proven);
  }

  /// Returns this with somebody to answer what servers ask.
  public Authentication withPrompts(Prompts asked) {
    return new Authentication(rules, identities, passwords, asked, vouchers, proven);
  }

  /// Returns this with others who speak for the user.
  public Authentication withVouchers(Vouchers others) {
    return new Authentication(rules, identities, passwords, prompts, others, proven);
  }

  /// Returns this for servers that bear so many refusals.
  public Authentication withMaxTries(int refusals) {
    return withRules(rules.withMaxTries(refusals));
  }

  /// Returns this without what is of use to others: no passwords, no answers, and no tickets that
  /// the host may keep. Signatures are for one session, and are given.
  Authentication withoutSecrets() {
    return new Authentication(
        rules, identities, Passwords.none(), Prompts.none(), vouchers.undelegated(), proven);
  }

  /// Returns which methods are used, the preferred first.
  public List<Method> methods() {
    return rules.methods();
  }

  /// Returns how many refusals a server bears.
  public int maxTries() {
    return rules.maxTries();
  }

  /// Returns how many tries are kept for what comes after a method: one for each of those that
  /// could be tried.
  ///
  /// @param offered the methods that the server takes, or null while that is not known
  int triesAfter(Method method, @Nullable List<String> offered) {
    int kept = 0;
    for (Method other : methods().subList(methods().indexOf(method) + 1, methods().size())) {
      boolean taken = offered == null || offered.contains(other.wireName());
      kept += taken && isPossible(other) ? 1 : 0;
    }
    return kept;
  }

  /// Returns whether a key is what is tried first.
  boolean beginsWithKeys() {
    for (Method method : methods()) {
      if (isPossible(method)) {
        return method == Method.PUBLIC_KEY;
      }
    }
    return false;
  }

  /// Returns whether there is anything to try a method with.
  boolean isPossible(Method method) {
    boolean knowsPasswords = !(passwords instanceof Nobody);
    return switch (method) {
      case GSSAPI_WITH_MIC, HOSTBASED -> vouchers.isPossible(method);
      case PUBLIC_KEY -> !identities.isEmpty();
      case KEYBOARD_INTERACTIVE -> knowsPasswords || !(prompts instanceof Nobody);
      case PASSWORD -> knowsPasswords;
    };
  }
}
