package dev.muster.cli;

import dev.muster.model.Proxy;
import dev.muster.model.SshConfiguration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// What the options say of a proxy. Its password is overwritten on close.
final class ProxyOption implements AutoCloseable {

  /// The options that are read here.
  static final Set<Option> OPTIONS = EnumSet.of(Option.PROXY);

  static {
    OPTIONS.addAll(Password.PROXY_OPTIONS);
  }

  private final Optional<Proxy> proxy;
  private final Password password;

  private ProxyOption(Optional<Proxy> proxy, Password password) {
    this.proxy = proxy;
    this.password = password;
  }

  /// Reads them, and the password from where they say.
  static ProxyOption of(Arguments arguments, Terminal terminal)
      throws UsageException, InterruptedException {
    Optional<Proxy> proxy = proxy(arguments);
    boolean hasUser = proxy.isPresent() && !proxy.get().user().isEmpty();
    boolean hasPassword = Password.PROXY_OPTIONS.stream().anyMatch(arguments::has);
    if (hasUser && !hasPassword) {
      throw new UsageException(
          "--proxy names user "
              + proxy.get().user()
              + "; give the password by --proxy-ask-pass, --proxy-password-file, "
              + "--proxy-password-command or --proxy-password-env");
    }
    if (hasPassword && !hasUser) {
      throw new UsageException("there is a password for a proxy, but --proxy names no user");
    }
    return new ProxyOption(proxy, Password.ofProxy(arguments, terminal));
  }

  private static Optional<Proxy> proxy(Arguments arguments) throws UsageException {
    try {
      return arguments.last(Option.PROXY).map(Proxy::parse);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage(), e);
    }
  }

  /// Returns what the configuration says, and that.
  SshConfiguration with(SshConfiguration said) {
    return proxy.isEmpty() ? said : said.through(proxy.get().withPasswords(password));
  }

  @Override
  public void close() {
    password.close();
  }
}
