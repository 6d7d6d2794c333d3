package dev.muster.tools;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The users and groups of a host: `web.call(Users::present, UserSpec.of("deploy"), Mode.APPLY)`.
/// Changes need root, and the programs of the shadow suite (`useradd` and the like), as all large
/// distributions have them.
///
/// A call changes nothing if all is as wanted; in a [Mode#DRY_RUN] it says what it would change.
public final class Users {

  private Users() {}

  /// Returns a user, among those of a directory service too as far as the host is set up for it.
  public static Optional<UserAccount> find(String name) throws IOException, InterruptedException {
    AccountName.check("user", name);
    return AccountLists.ofHost().user(name);
  }

  /// Returns all users that the host lists.
  public static List<UserAccount> list() throws IOException, InterruptedException {
    return AccountLists.ofHost().users();
  }

  /// Returns all groups that the host lists.
  public static List<GroupAccount> groups() throws IOException, InterruptedException {
    return AccountLists.ofHost().groups();
  }

  /// Makes a user, or changes what differs of one.
  public static Change present(UserSpec spec, Mode mode) throws IOException, InterruptedException {
    return Accounts.ofHost().present(spec, mode);
  }

  /// Removes a user; the home folder stays.
  public static Change absent(String name, Mode mode) throws IOException, InterruptedException {
    return Accounts.ofHost().absent(name, false, mode);
  }

  /// Removes a user, with the home folder and the mail.
  public static Change absentWithHome(String name, Mode mode)
      throws IOException, InterruptedException {
    return Accounts.ofHost().absent(name, true, mode);
  }

  /// Makes a group, or changes what differs of one.
  public static Change groupPresent(GroupSpec spec, Mode mode)
      throws IOException, InterruptedException {
    return Accounts.ofHost().groupPresent(spec, mode);
  }

  /// Removes a group.
  public static Change groupAbsent(String name, Mode mode)
      throws IOException, InterruptedException {
    return Accounts.ofHost().groupAbsent(name, mode);
  }

  /// Sets a user's password by its hash, which appears in no result and on no command line.
  ///
  /// @param hash as `openssl passwd -6` makes it; `!` or `*` for a password that nobody has
  public static Change passwordHash(String name, String hash, Mode mode)
      throws IOException, InterruptedException {
    return Accounts.ofHost().password(name, hash, mode);
  }
}
