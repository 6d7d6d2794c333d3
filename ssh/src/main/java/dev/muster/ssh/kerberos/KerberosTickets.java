package dev.muster.ssh.kerberos;

import dev.muster.ssh.auth.Account;
import dev.muster.ssh.auth.Gss;
import dev.muster.ssh.auth.GssException;
import dev.muster.ssh.config.LocalSide;
import dev.muster.ssh.config.ThisMachine;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The Kerberos tickets of the user who runs this, from the cache where `kinit` left them
/// (`KRB5CCNAME`).
///
/// Nobody is ever asked for a password. Caches are files (`FILE:`) or folders of files (`DIR:`):
/// Java reads no others. The key distribution centre is the one that Java finds: by the property
/// `java.security.krb5.conf`, or else in `/etc/krb5.conf`. Tickets are read when they are first
/// needed, and again when the cache has changed or they have run out. Needs the modules
/// `java.security.jgss` and `jdk.security.auth`, and loads nothing of them before. Safe for use by
/// many threads.
public final class KerberosTickets implements Gss {

  /// 1.2.840.113554.1.2.2, Kerberos 5 (RFC 4121).
  private static final byte[] KERBEROS = HexFormat.of().parseHex("06092a864886f712010202");

  private final KerberosOptions options;
  private final LocalSide local;
  private final Patience patience;
  private volatile TicketCache cache;
  private volatile @Nullable TicketHolder holder;

  private KerberosTickets(KerberosOptions options, LocalSide local) {
    this.options = options;
    this.local = local;
    this.patience = new Patience(options.patience());
    this.cache = find(local);
  }

  /// Returns the tickets of the user who runs this. Looks whether there is a cache, which blocks.
  public static KerberosTickets of(KerberosOptions options) {
    return of(options, ThisMachine.localSide());
  }

  /// Returns the tickets of a user. Looks whether there is a cache, which blocks.
  public static KerberosTickets of(KerberosOptions options, LocalSide local) {
    return new KerberosTickets(options, local);
  }

  private static TicketCache find(LocalSide local) {
    return TicketCache.find(local.environment().getOrDefault("KRB5CCNAME", ""), local.uid());
  }

  /// Looks again whether there is a ticket cache; it blocks. Until then [#obstacle] says what it
  /// was the last time.
  public void refresh() {
    cache = find(local);
  }

  @Override
  public String obstacle() {
    return cache.obstacle();
  }

  @Override
  public byte[] mechanism() {
    return KERBEROS.clone();
  }

  @Override
  public Context begin(Account account) throws GssException, InterruptedException {
    return begin(account, options.delegates());
  }

  @Override
  public Gss undelegated() {
    return options.delegates() ? new Undelegated() : this;
  }

  /// The same tickets, of which no host gets one to keep.
  private final class Undelegated implements Gss {
    @Override
    public String obstacle() {
      return KerberosTickets.this.obstacle();
    }

    @Override
    public byte[] mechanism() {
      return KerberosTickets.this.mechanism();
    }

    @Override
    public Context begin(Account account) throws GssException, InterruptedException {
      return KerberosTickets.this.begin(account, false);
    }

    @Override
    public String toString() {
      return KerberosTickets.this.toString();
    }
  }

  private Context begin(Account account, boolean delegates)
      throws GssException, InterruptedException {
    TicketCache now = find(local);
    cache = now;
    if (now.file().isEmpty()) {
      throw new GssException(now.obstacle());
    }
    patience.check();
    try {
      TicketHolder held = holder;
      if (held == null || !held.isOf(now.file().get())) {
        held = TicketHolder.read(now.file().get(), options.user());
        holder = held;
      }
      String server = options.server().isEmpty() ? account.host() : options.server();
      return KerberosContext.begin(held, server, delegates, patience);
    } catch (NoClassDefFoundError e) {
      throw new GssException(
          "this Java lacks "
              + e.getMessage()
              + "; Kerberos needs its modules java.security.jgss and jdk.security.auth",
          e);
    }
  }

  /// Returns whose tickets they are and where.
  @Override
  public String toString() {
    return "Kerberos tickets of "
        + (options.user().isEmpty() ? local.user() : options.user())
        + cache.file().map(file -> " in " + file).orElse("");
  }
}
