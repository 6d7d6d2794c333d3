package dev.muster.cli;

import dev.muster.MusterOptions;

/// The passwords that the options give.
///
/// @param login for the log-in
/// @param sudo for `sudo`
record GivenPasswords(Password login, Password sudo) implements AutoCloseable {

  /// Reads them, each once.
  ///
  /// @throws UsageException if options contradict each other, or there is no password where they
  ///   say
  static GivenPasswords of(Arguments arguments, Terminal terminal)
      throws UsageException, InterruptedException {
    boolean hasSudo = arguments.has(Option.SUDO) || arguments.has(Option.SUDO_USER);
    for (Option option : Password.SUDO_OPTIONS) {
      if (arguments.has(option) && !hasSudo) {
        throw new UsageException(option + " is of use with --sudo only, which is not given");
      }
    }
    Password login = Password.of(arguments, terminal);
    try {
      return new GivenPasswords(login, Password.ofSudo(arguments, terminal));
    } catch (UsageException | InterruptedException | RuntimeException e) {
      login.close();
      throw e;
    }
  }

  /// Returns `options` with those that there are.
  MusterOptions into(MusterOptions options) {
    MusterOptions all = login.isGiven() ? options.withPasswords(login) : options;
    return sudo.isGiven() ? all.withSudoPasswords(sudo) : all;
  }

  @Override
  public void close() {
    login.close();
    sudo.close();
  }
}
