package dev.muster.ssh.trust;

/// What is done with a host whose key is not on file. One whose key differs from what is on file,
/// or is revoked, is refused by all but [#OFF].
public enum HostKeyPolicy {
  /// The host is refused; the default.
  STRICT("strict"),
  /// The key is put on file, and the host trusted from then on.
  ACCEPT_NEW("accept-new"),
  /// Every host is connected to: anybody in between can read and change all. One whose key differs
  /// from what is on file, or is revoked there, is given nothing secret.
  OFF("off");

  private final String text;

  HostKeyPolicy(String text) {
    this.text = text;
  }

  /// Returns the policy that users call by that name.
  ///
  /// @throws IllegalArgumentException if there is none
  public static HostKeyPolicy of(String text) {
    for (HostKeyPolicy policy : values()) {
      if (policy.text.equals(text)) {
        return policy;
      }
    }
    throw new IllegalArgumentException(
        "host key policy \"" + text + "\" where strict, accept-new or off is wanted");
  }

  /// Returns the name that users call it by.
  @Override
  public String toString() {
    return text;
  }
}
