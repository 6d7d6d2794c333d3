package dev.muster.ssh.kerberos;

import dev.muster.ssh.auth.GssException;
import dev.muster.ssh.data.StrangeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import javax.security.auth.Subject;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

/// Who holds the tickets that were read from a cache. Immutable.
final class TicketHolder {

  private static final String MODULE = "com.sun.security.auth.module.Krb5LoginModule";

  private final Path file;
  private final FileTime written;
  private final Subject subject;

  private TicketHolder(Path file, FileTime written, Subject subject) {
    this.file = file;
    this.written = written;
    this.subject = subject;
  }

  /// Reads the tickets of a cache.
  ///
  /// @param user whose; empty: whoever the cache is of
  /// @throws GssException if it has none that is good now
  static TicketHolder read(Path file, String user) throws GssException {
    try {
      FileTime written = Files.getLastModifiedTime(file);
      Subject subject = new Subject();
      new LoginContext(
              "muster",
              subject,
              callbacks -> {
                throw new UnsupportedCallbackException(callbacks[0], "nobody is asked");
              },
              onlyFrom(file, user))
          .login();
      // What the library would add are the tickets for each host: thousands of them, one after the
      // other looked at each time.
      subject.setReadOnly();
      return new TicketHolder(file, written, subject);
    } catch (LoginException e) {
      throw new GssException(file + " " + trouble(user, e), e);
    } catch (IOException e) {
      throw new GssException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /// Where the library finds no good ticket, it says what it would have asked for next.
  private static String trouble(String user, LoginException e) {
    String said = String.valueOf(e.getMessage());
    return said.startsWith("Unable to obtain ")
        ? "holds no ticket"
            + (user.isEmpty() ? "" : " of " + StrangeText.shown(user))
            + " that is good now; run kinit"
        : "cannot be used: " + StrangeText.shown(said.strip());
  }

  /// No file of the program's surroundings says how: the library would otherwise look for passwords
  /// and key tables where it is told to.
  private static Configuration onlyFrom(Path file, String user) {
    Map<String, String> options = new HashMap<>();
    options.put("useTicketCache", "true");
    options.put("ticketCache", file.toString());
    options.put("doNotPrompt", "true");
    if (!user.isEmpty()) {
      options.put("principal", user);
    }
    AppConfigurationEntry[] entries = {
      new AppConfigurationEntry(MODULE, LoginModuleControlFlag.REQUIRED, options)
    };
    return new Configuration() {
      @Override
      public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
        return entries.clone();
      }
    };
  }

  /// Returns whether it is what the cache holds, and good.
  boolean isOf(Path cache) {
    try {
      return cache.equals(file) && Files.getLastModifiedTime(file).equals(written) && isCurrent();
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isCurrent() {
    for (KerberosTicket ticket : subject.getPrivateCredentials(KerberosTicket.class)) {
      if (ticket.isCurrent()) {
        return true;
      }
    }
    return false;
  }

  /// Does something as the one whose tickets they are. What it throws is the cause.
  <T> T does(Callable<T> what) throws CompletionException {
    return Subject.callAs(subject, what);
  }

  /// Returns the user's name in Kerberos.
  @Override
  public String toString() {
    return subject.getPrincipals().stream()
        .findFirst()
        .map(principal -> StrangeText.shown(principal.getName()))
        .orElse("nobody");
  }
}
