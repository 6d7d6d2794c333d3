package dev.muster.tools;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The keys by which users of a host log in over SSH: `~/.ssh/authorized_keys` of each. For other
/// users than the agent's own this needs root.
///
/// A call changes nothing if all is as wanted; in a [Mode#DRY_RUN] it says what it would change.
/// Keys are told apart by the key itself; a line with another comment or other options is replaced.
/// Lines that hold no key stay. The file is replaced in one step, with permissions 0600.
public final class AuthorizedKeys {

  private AuthorizedKeys() {}

  /// Returns the lines with keys.
  public static List<String> list(String user) throws IOException, InterruptedException {
    return file(user).read().lines().filter(line -> AuthorizedKey.parse(line).isPresent()).toList();
  }

  /// Lets a key in.
  ///
  /// @param key a line as in a `.pub` file, with options before it if there are some
  public static Change present(String user, String key, Mode mode)
      throws IOException, InterruptedException {
    AuthorizedKey wanted = AuthorizedKey.wanted(key);
    return edit(file(user), text -> KeyList.with(text, wanted), mode);
  }

  /// Lets a key in no longer.
  public static Change absent(String user, String key, Mode mode)
      throws IOException, InterruptedException {
    AuthorizedKey unwanted = AuthorizedKey.wanted(key);
    return edit(file(user), text -> KeyList.without(text, unwanted), mode);
  }

  /// Lets these keys in and no others.
  public static Change only(String user, List<String> keys, Mode mode)
      throws IOException, InterruptedException {
    List<AuthorizedKey> wanted = keys.stream().map(AuthorizedKey::wanted).toList();
    return edit(file(user), text -> KeyList.only(text, wanted), mode);
  }

  private static KeyFile file(String user) throws IOException, InterruptedException {
    AccountName.check("user", user);
    Optional<UserAccount> account = AccountLists.ofHost().user(user);
    return new KeyFile(
        Programs.ofHost(),
        account.orElseThrow(
            () -> new IOException("there is no user \"" + user + "\" on this host")),
        System.getProperty("user.name", ""));
  }

  static Change edit(KeyFile file, UnaryOperator<String> edit, Mode mode)
      throws IOException, InterruptedException {
    String before = file.read();
    String after = edit.apply(before);
    ChangeLog log = new ChangeLog(mode);
    if (!after.equals(before)) {
      log.diff(Diff.unified(file.name(), file.name(), before, after));
      long keys = after.lines().filter(line -> AuthorizedKey.parse(line).isPresent()).count();
      if (log.differs(file.name() + ": keys, " + keys + " now")) {
        file.write(after);
      }
    }
    return log.done();
  }
}
