package dev.muster.it.ssh;

import dev.muster.it.peer.KeyKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.AbstractCommandSupport;

/// Apache MINA SSHD in this process, with everything that it has. It lets anybody in and knows two
/// commands, `echo` and `cat`.
final class MinaServer implements AutoCloseable {

  private final SshServer server = SshServer.setUpDefaultServer();
  private final Map<KeyKind, String> hostKeys = new EnumMap<>(KeyKind.class);

  private MinaServer() {}

  /// Starts one with a host key of each kind.
  static MinaServer start() {
    MinaServer mina = new MinaServer();
    try {
      mina.configure();
      mina.server.start();
      return mina;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private void configure() throws GeneralSecurityException {
    server.setHost("127.0.0.1");
    server.setPort(0);
    List<KeyPair> pairs = new ArrayList<>();
    for (KeyKind kind : KeyKind.values()) {
      KeyPair pair = KeyUtils.generateKeyPair(kind.algorithm(), bits(kind));
      hostKeys.put(kind, PublicKeyEntry.toString(pair.getPublic()));
      pairs.add(pair);
    }
    server.setKeyPairProvider(KeyPairProvider.wrap(pairs));
    server.setPublickeyAuthenticator((user, key, session) -> true);
    server.setCommandFactory((channel, command) -> new Program(command));
    server.setKeyExchangeFactories(
        NamedFactory.setUpTransformedFactories(
            true, BuiltinDHFactories.VALUES, ServerBuilder.DH2KEX));
    server.setCipherFactories(
        List.copyOf(NamedFactory.setUpBuiltinFactories(true, BuiltinCiphers.VALUES)));
    server.setMacFactories(
        List.copyOf(NamedFactory.setUpBuiltinFactories(true, BuiltinMacs.VALUES)));
    server.setSignatureFactories(
        List.copyOf(NamedFactory.setUpBuiltinFactories(true, BuiltinSignatures.VALUES)));
    server.setCompressionFactories(
        List.copyOf(NamedFactory.setUpBuiltinFactories(true, BuiltinCompressions.VALUES)));
  }

  private static int bits(KeyKind kind) {
    return switch (kind) {
      case ED25519, ECDSA -> 256;
      case ECDSA_384 -> 384;
      case ECDSA_521 -> 521;
      case RSA -> 2048;
    };
  }

  int port() {
    return server.getPort();
  }

  String hostKey(KeyKind kind) {
    return hostKeys.get(kind);
  }

  @Override
  public void close() {
    try {
      server.close(true);
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Program extends AbstractCommandSupport {
    Program(String command) {
      super(command, null);
    }

    @Override
    public void run() {
      try {
        if (getCommand().equals("cat")) {
          getInputStream().transferTo(getOutputStream());
        } else {
          String words = getCommand().substring("echo ".length()) + "\n";
          getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
        }
        getOutputStream().flush();
        onExit(0);
      } catch (IOException e) {
        onExit(1);
      }
    }
  }
}
