package dev.muster.ssh.transport;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.kex.KexInit;
import dev.muster.ssh.key.SshPrivateKey;
import dev.muster.ssh.packet.Scratch;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One side of a connection in memory, which keeps what it hears.
public final class Side implements Transport.Upper, Peer {

  /// No re-keying by bytes.
  public static final long NEVER = Long.MAX_VALUE;

  private final Scratch scratch;
  private final Transport transport;
  private final List<byte[]> heard = new ArrayList<>();
  private final List<String> algorithms = new ArrayList<>();
  private Transport.Upper upper =
      new Transport.Upper() {
        @Override
        public void secured() {}

        @Override
        public void message(int type, SshReader body) {
          heard.add(new SshWriter().putByte(type).putBytes(rest(body)).toBytes());
        }
      };
  private byte[] waiting = new byte[0];
  private int secured;
  private long millis;
  private long rekeyMillis = Long.MAX_VALUE;

  private Side(boolean client, Exchange exchange, long rekeyBytes, Crypto crypto) {
    scratch = new Scratch(crypto, () -> millis);
    String name = client ? "SSH-2.0-Muster_test" : "SSH-2.0-Server_test";
    transport = new Transport(client, name, exchange, this, rekeying(rekeyBytes), scratch);
  }

  /// Returns a client that trusts any host key.
  public static Side client(KexInit proposal, long rekeyBytes) {
    return client(proposal, new Guesses(), (key, decision) -> decision.trust(), rekeyBytes);
  }

  /// Returns a client.
  public static Side client(
      KexInit proposal, Guesses guesses, ClientExchange.HostKeyJudge judge, long rekeyBytes) {
    Crypto crypto = Crypto.system();
    return new Side(
        true,
        new ClientExchange(proposal, guesses, crypto, judge, ClientExchange.Aside.AT_ONCE),
        rekeyBytes,
        crypto);
  }

  /// Returns a client that trusts any host key and whose cryptography is `crypto`.
  static Side client(KexInit proposal, Crypto crypto) {
    ClientExchange.HostKeyJudge judge = (key, decision) -> decision.trust();
    return new Side(
        true,
        new ClientExchange(proposal, new Guesses(), crypto, judge, ClientExchange.Aside.AT_ONCE),
        NEVER,
        crypto);
  }

  /// Returns a client that trusts any host key and has slow computations done by `aside`.
  static Side client(KexInit proposal, ClientExchange.Aside aside) {
    Crypto crypto = Crypto.system();
    ClientExchange.HostKeyJudge judge = (key, decision) -> decision.trust();
    return new Side(
        true, new ClientExchange(proposal, new Guesses(), crypto, judge, aside), NEVER, crypto);
  }

  /// Returns a server.
  static Side server(KexInit proposal, SshPrivateKey hostKey, long rekeyBytes) {
    return new Side(false, new ServerExchange(proposal, hostKey), rekeyBytes, Crypto.system());
  }

  private Rekeying rekeying(long rekeyBytes) {
    return (bytes, time) -> bytes >= rekeyBytes || time >= rekeyMillis;
  }

  /// From now on this side agrees new keys each `limit` milliseconds too.
  void rekeyAfterMillis(long limit) {
    rekeyMillis = limit;
  }

  /// Lets time pass.
  void pass(long more) {
    millis += more;
  }

  /// Gives messages to `layer` instead of keeping them.
  public void handTo(Transport.Upper layer) {
    upper = layer;
  }

  public Transport transport() {
    return transport;
  }

  /// Returns and forgets what is to be sent.
  @Override
  public byte[] said() {
    byte[] said = new byte[scratch.out().flip().remaining()];
    scratch.out().get(said);
    scratch.clearOut();
    return said;
  }

  /// Takes bytes of the peer, after those that did not make a packet before.
  @Override
  public void receive(byte[] bytes) throws ProtocolException, EndingException {
    byte[] all = Arrays.copyOf(waiting, waiting.length + bytes.length);
    System.arraycopy(bytes, 0, all, waiting.length, bytes.length);
    ByteBuffer in = ByteBuffer.wrap(all);
    transport.receive(in);
    waiting = Arrays.copyOfRange(all, in.position(), all.length);
  }

  /// Sends a message of the layer above: a number and some text.
  void send(int type, String text) {
    transport.send(transport.message(type).putString(text));
  }

  /// Returns the messages that came: number and text.
  List<String> heard() throws ProtocolException {
    List<String> texts = new ArrayList<>();
    for (byte[] message : heard) {
      SshReader reader = new SshReader(message);
      texts.add(reader.readByte() + " " + reader.readText());
    }
    return texts;
  }

  /// Returns how often the first keys were announced.
  int timesSecured() {
    return secured;
  }

  List<String> algorithms() {
    return algorithms;
  }

  @Override
  public void secured() throws ProtocolException, EndingException {
    secured++;
    upper.secured();
  }

  @Override
  public void message(int type, SshReader body) throws ProtocolException, EndingException {
    upper.message(type, body);
  }

  @Override
  public void serverSignatureAlgorithms(List<String> names) {
    algorithms.addAll(names);
    upper.serverSignatureAlgorithms(names);
  }

  private static byte[] rest(SshReader body) {
    return Arrays.copyOfRange(body.array(), body.position(), body.position() + body.remaining());
  }

  /// Starts both and lets them talk until neither has anything to say.
  static void connect(Side one, Side other)
      throws ProtocolException, EndingException, GeneralSecurityException {
    one.transport.start();
    other.transport.start();
    talk(one, other);
  }

  /// Lets both talk until neither has anything to say.
  static void talk(Side one, Side other) throws ProtocolException, EndingException {
    byte[] there = one.said();
    byte[] back = other.said();
    while (there.length + back.length > 0) {
      other.receive(there);
      one.receive(back);
      there = one.said();
      back = other.said();
    }
  }
}
