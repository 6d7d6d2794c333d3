package dev.muster.ssh.kerberos;

import dev.muster.ssh.auth.Gss;
import dev.muster.ssh.auth.GssException;
import dev.muster.ssh.data.StrangeText;
import java.util.concurrent.Callable;
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

  private final TicketHolder holder;
  private final String server;
  private final GSSContext context;

  private KerberosContext(TicketHolder holder, String server, GSSContext context) {
    this.holder = holder;
    this.server = server;
    this.context = context;
  }

  /// Begins one. Nothing was sent to anybody yet.
  ///
  /// @param server what the host is called
  /// @param delegates whether it gets a ticket of the user's
  static KerberosContext begin(TicketHolder holder, String server, boolean delegates)
      throws GssException {
    GSSContext context =
        asked(
            holder,
            server,
            () -> {
              Oid kerberos = new Oid(KERBEROS);
              GSSManager manager = GSSManager.getInstance();
              GSSName name = manager.createName("host@" + server, GSSName.NT_HOSTBASED_SERVICE);
              GSSCredential own =
                  manager.createCredential(
                      null, GSSCredential.DEFAULT_LIFETIME, kerberos, GSSCredential.INITIATE_ONLY);
              GSSContext made =
                  manager.createContext(name, kerberos, own, GSSContext.DEFAULT_LIFETIME);
              made.requestMutualAuth(true);
              made.requestInteg(true);
              made.requestConf(false);
              made.requestCredDeleg(delegates);
              return made;
            });
    return new KerberosContext(holder, server, context);
  }

  @Override
  public byte[] step(byte[] token) throws GssException {
    byte[] next = asked(holder, server, () -> context.initSecContext(token, 0, token.length));
    return next == null ? new byte[0] : next;
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
    return asked(
        holder, server, () -> context.getMIC(data, 0, data.length, new MessageProp(0, false)));
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

  private static <T> T asked(TicketHolder holder, String server, Callable<T> what)
      throws GssException {
    try {
      return holder.does(what);
    } catch (GSSException e) {
      String minor = e.getMinorString();
      String why = minor == null || minor.isEmpty() ? e.getMajorString() : minor;
      throw new GssException(
          "no proof of " + holder + " for host/" + server + ": " + StrangeText.shown(why), e);
    } catch (Exception e) {
      throw new GssException("no proof of " + holder + " for host/" + server + ": " + e, e);
    }
  }

  @Override
  public String toString() {
    return holder.toString();
  }
}
