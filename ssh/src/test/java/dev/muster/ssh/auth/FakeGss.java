package dev.muster.ssh.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.ssh.kerberos.ErrorTokens;
import java.util.HexFormat;

/// A mechanism in memory: says `first`, is established by the server's token, and signs a text by
/// repeating it.
public final class FakeGss implements Gss {

  /// The mechanism's object identifier in DER.
  public static final byte[] MECHANISM = HexFormat.of().parseHex("06052b06010501");

  /// What goes wrong, if anything.
  public enum Trouble {
    NONE,
    /// There is nothing to prove it with, and that is known.
    OBSTACLE,
    /// That turns out when it is tried.
    NO_TICKET,
    /// The server's token is no good.
    BAD_TOKEN,
    /// It cannot sign.
    NO_INTEGRITY,
    /// It says nothing, and is not done.
    SILENT,
    /// It goes on for ever.
    ENDLESS
  }

  private final Trouble trouble;
  private int open;

  /// Makes one.
  public FakeGss(Trouble trouble) {
    this.trouble = trouble;
  }

  /// Returns how many proofs are under way.
  int open() {
    return open;
  }

  @Override
  public String obstacle() {
    return trouble == Trouble.OBSTACLE ? "no ticket" : "";
  }

  @Override
  public byte[] mechanism() {
    return MECHANISM.clone();
  }

  @Override
  public Context begin(Account account) throws GssException {
    if (trouble == Trouble.NO_TICKET) {
      throw new GssException("the ticket has run out");
    }
    open++;
    return new Proof();
  }

  private final class Proof implements Context {

    private boolean established;
    private boolean closed;

    @Override
    public byte[] step(byte[] token) throws GssException {
      if (trouble == Trouble.SILENT) {
        return new byte[0];
      } else if (token.length == 0 || trouble == Trouble.ENDLESS) {
        return "first".getBytes(UTF_8);
      } else if (trouble == Trouble.BAD_TOKEN) {
        throw new GssException("the server's token is no good");
      }
      established = true;
      return new byte[0];
    }

    @Override
    public boolean isEstablished() {
      return established;
    }

    @Override
    public boolean hasIntegrity() {
      return trouble != Trouble.NO_INTEGRITY;
    }

    @Override
    public byte[] mic(byte[] data) {
      return data.clone();
    }

    @Override
    public String meaning(byte[] errorToken) {
      String meaning = ErrorTokens.meaning(errorToken);
      return meaning.isEmpty() ? new String(errorToken, UTF_8) : meaning;
    }

    @Override
    public void close() {
      open -= closed ? 0 : 1;
      closed = true;
    }

    @Override
    public String toString() {
      return "alice@REALM";
    }
  }
}
