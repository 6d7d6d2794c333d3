package dev.muster;

import dev.muster.host.Spec;
import dev.muster.model.Diagnostics;
import dev.muster.model.KeyFiles;
import dev.muster.model.Passphrases;
import dev.muster.model.Passwords;
import dev.muster.model.Prompts;
import dev.muster.model.RuntimePush;
import dev.muster.model.Secrets;
import dev.muster.model.SshConfiguration;
import dev.muster.model.SshSettings;
import dev.muster.model.Trace;
import dev.muster.model.Transport;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What a [Muster] is opened with. Immutable; the withers give changed copies.
///
/// @param ssh how hosts are reached where the configuration says nothing
/// @param configuration the `ssh_config` files and what is said before them
/// @param secrets who is asked for keys, passphrases, passwords and answers
/// @param loops how many event loops; 0: as many as there are processors
/// @param diagnostics who hears of what goes on beside results
/// @param runtime what hosts without a Java are given for calls, if anything
/// @param transports ways to targets beside those that are built in, by the name that specs begin
///   with
public record MusterOptions(
    SshSettings ssh,
    SshConfiguration configuration,
    Secrets secrets,
    int loops,
    Diagnostics diagnostics,
    Optional<RuntimePush> runtime,
    Map<String, Transport> transports) {

  public MusterOptions {
    transports = Collections.unmodifiableMap(new TreeMap<>(transports));
    for (String name : transports.keySet()) {
      if (!Spec.isScheme(name)) {
        throw new IllegalArgumentException(
            "a transport cannot be called \""
                + name
                + "\"; wanted 2 to 32 of a-z, 0-9, + and -, beginning with a letter, and neither a"
                + " kind of targets that there is nor up to four hexadecimal digits");
      }
    }
    if (loops < 0) {
      throw new IllegalArgumentException("loops must not be negative, was " + loops);
    }
  }

  /// Returns the usual configuration files, no secrets, with a loop for each processor.
  public static MusterOptions standard() {
    return new MusterOptions(
        SshSettings.standard(),
        SshConfiguration.standard(),
        Secrets.none(),
        0,
        Diagnostics.standard(),
        Optional.empty(),
        Map.of());
  }

  /// Returns these with hosts reached by exactly these settings: no configuration file is read.
  public MusterOptions withSsh(SshSettings settings) {
    return new MusterOptions(
        settings, SshConfiguration.none(), secrets, loops, diagnostics, runtime, transports);
  }

  /// Returns these with another configuration; what it does not say is standard.
  public MusterOptions withConfiguration(SshConfiguration other) {
    return new MusterOptions(
        SshSettings.standard(), other, secrets, loops, diagnostics, runtime, transports);
  }

  /// Returns these with somebody who keeps private key files elsewhere than on the disk.
  public MusterOptions withKeyFiles(KeyFiles kept) {
    return new MusterOptions(
        ssh, configuration, secrets.withKeyFiles(kept), loops, diagnostics, runtime, transports);
  }

  /// Returns these with somebody to ask for passphrases.
  public MusterOptions withPassphrases(Passphrases asked) {
    return new MusterOptions(
        ssh,
        configuration,
        secrets.withPassphrases(asked),
        loops,
        diagnostics,
        runtime,
        transports);
  }

  /// Returns these with somebody to ask for passwords.
  public MusterOptions withPasswords(Passwords asked) {
    return new MusterOptions(
        ssh, configuration, secrets.withPasswords(asked), loops, diagnostics, runtime, transports);
  }

  /// Returns these with somebody to ask for what `sudo` wants ([dev.muster.model.Command#sudo]),
  /// which is the password of the user who logged in unless the host's rules say otherwise. Never
  /// that of the log-in without being told so.
  public MusterOptions withSudoPasswords(Passwords asked) {
    return new MusterOptions(
        ssh,
        configuration,
        secrets.withSudoPasswords(asked),
        loops,
        diagnostics,
        runtime,
        transports);
  }

  /// Returns these with somebody to answer what hosts ask.
  public MusterOptions withPrompts(Prompts asked) {
    return new MusterOptions(
        ssh, configuration, secrets.withPrompts(asked), loops, diagnostics, runtime, transports);
  }

  /// Returns these with the names of environment variables that hold secrets, such as the password
  /// that a callback gives. They are sent to no host (`SendEnv`), expanded in no configuration, and
  /// are not in the environment of what is started here for hosts: `ProxyCommand`, `Match exec`,
  /// and the processes of local targets.
  public MusterOptions withSecretVariables(Set<String> names) {
    return new MusterOptions(
        ssh, configuration, secrets.withVariables(names), loops, diagnostics, runtime, transports);
  }

  /// Returns these with a line for each packet written.
  public MusterOptions withTrace(Trace written) {
    return new MusterOptions(
        ssh, configuration, secrets, loops, diagnostics.withTrace(written), runtime, transports);
  }

  /// Returns these with another number of event loops.
  public MusterOptions withLoops(int count) {
    return new MusterOptions(ssh, configuration, secrets, count, diagnostics, runtime, transports);
  }

  /// Returns these with a Java runtime pushed to each host that is called and has no Java, or one
  /// too old for what is called. Nothing is pushed otherwise.
  public MusterOptions withRuntimePush(RuntimePush push) {
    return new MusterOptions(
        ssh, configuration, secrets, loops, diagnostics, Optional.of(push), transports);
  }

  /// Returns these with one more way to targets.
  ///
  /// @param name what specs begin with: `serial` for `serial:/dev/ttyS0//id=router`
  /// @throws IllegalArgumentException if it cannot be a name ([Spec#isScheme])
  public MusterOptions withTransport(String name, Transport transport) {
    Map<String, Transport> more = new TreeMap<>(transports);
    more.put(name, transport);
    return new MusterOptions(ssh, configuration, secrets, loops, diagnostics, runtime, more);
  }

  /// Returns these with somebody else than the JDK's logger `dev.muster.host` who hears of hosts
  /// that are used though their keys are others than on file, or revoked there, since host keys are
  /// not checked ([dev.muster.model.HostKeys.Mode#OFF]): one line of each host, in any group, that
  /// begins with "warning: ", as soon as it is known and before [Muster#close] returns.
  ///
  /// @param told on threads of its own, several at once
  public MusterOptions withWarnings(Consumer<String> told) {
    Diagnostics other = diagnostics.withWarnings(told);
    return new MusterOptions(ssh, configuration, secrets, loops, other, runtime, transports);
  }
}
