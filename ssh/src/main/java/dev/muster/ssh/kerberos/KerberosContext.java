package dev.muster.ssh.kerberos;

import dev.muster.ssh.auth.Gss;
import dev.muster.ssh.auth.GssException;
import dev.muster.ssh.data.StrangeText;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;
import org.ietf.jgss.Oid;

/// One proof to one host by Kerberos tickets.
final class KerberosContext implements Gss.Context {

  private static final String KERBEROS = "1.2.840.113554.1.2.2";

  /// Who proves it, to whom, and how long that may take.
  private record Parties(TicketHolder holder, String server, Patience patience) {

    <T> T ask(Callable<T> what) throws GssException, InterruptedException {
      try {
        return patience.within(() -> holder.does(what));
      } catch (ExecutionException e) {
        throw trouble(e.getCause() == null ? e : e.getCause());
      }
    }

    GssException trouble(Throwable cause) {
      String why = cause.toString();
      if (cause instanceof GSSException e) {
        String minor = e.getMinorString();
        why = minor == null || minor.isEmpty() ? e.getMajorString() : minor;
      }
      return new GssException(
          "no proof of " + holder + " for host/" + server + ": " + StrangeText.shown(why), cause);
    }
  }

  private final Parties parties;
  private final GSSContext context;

  private KerberosContext(Parties parties, GSSContext context) {
    this.parties = parties;
    this.context = context;
  }

  /// Begins one. Nothing was sent to anybody yet.
  ///
  /// @param server what the host is called
  /// @param delegates whether it gets a ticket of the user's
  static KerberosContext begin(
      TicketHolder holder, String server, boolean delegates, Patience patience)
      throws GssException, InterruptedException {
    Parties parties = new Parties(holder, server, patience);
    return new KerberosContext(parties, parties.ask(() -> made(server, delegates)));
  }

  private static GSSContext made(String server, boolean delegates) throws GSSException {
    Oid kerberos = new Oid(KERBEROS);
    GSSManager manager = GSSManager.getInstance();
    GSSName name = manager.createName("host@" + server, GSSName.NT_HOSTBASED_SERVICE);
    GSSCredential own =
        manager.createCredential(
            null, GSSCredential.DEFAULT_LIFETIME, kerberos, GSSCredential.INITIATE_ONLY);
    GSSContext made = manager.createContext(name, kerberos, own, GSSContext.DEFAULT_LIFETIME);
    made.requestMutualAuth(true);
    made.requestInteg(true);
    made.requestConf(false);
    made.requestCredDeleg(delegates);
    return made;
  }

  @Override
  public byte[] step(byte[] token) throws GssException, InterruptedException {
    return parties.ask(() -> {
      byte[] next = context.initSecContext(token, 0, token.length);
      return next == null ? new byte[0] : next;
    });
  }

  @Override
  public boolean isEstablished() {
    return context.isEstablished();
  }

  @Override
  public boolean hasIntegrity() {
    return context.getIntegState();
  }

  @Override
  public byte[] mic(byte[] data) throws GssException {
    try {
      return context.getMIC(data, 0, data.length, new MessageProp(0, false));
    } catch (GSSException e) {
      throw parties.trouble(e);
    }
  }

  @Override
  public String meaning(byte[] errorToken) {
    return KerberosError.meaning(errorToken);
  }

  @Override
  public void close() {
    try {
      context.dispose();
    } catch (GSSException e) {
      // it is of no use to anybody any more, whatever it says
    }
  }

  @Override
  public String toString() {
    return parties.holder.toString();
  }
}
