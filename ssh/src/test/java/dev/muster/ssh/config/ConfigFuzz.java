package dev.muster.ssh.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.ssh.fuzz.FuzzTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `ssh_config` files with anything in them, evaluated for several hosts in a world where no
/// command is run: the one named exception, or settings that can be shown.
///
/// Input: a file that may include itself; its lines are also given as options.
public final class ConfigFuzz implements FuzzTarget {

  /// Makes one.
  public ConfigFuzz() {}

  @Override
  public void take(byte[] input) {
    String text = new String(input, UTF_8);
    FakeOutside outside = new FakeOutside();
    outside.names.put("web1.example.com", "web1.example.com");
    try {
      SshConfig config =
          SshConfig.of("cfg", new MemoryFiles().with("cfg", text), ConfigTexts.LOCAL);
      Evaluator evaluator = new Evaluator(config, Overrides.none(), ConfigTexts.LOCAL, outside);
      for (String host : List.of("web1", "192.0.2.1", "db.example.com")) {
        show(evaluator.settings(host, "", 0));
      }
      show(evaluator.settings("web1", "amy", 2222));
    } catch (ConfigException e) {
      oneLine(e.getMessage());
    }
    try {
      Overrides.parse(text.lines().limit(20).toList(), ConfigTexts.LOCAL);
    } catch (ConfigException e) {
      oneLine(e.getMessage());
    }
  }

  private static void show(HostSettings settings) throws ConfigException {
    settings.lines();
    settings.proxyJump();
    settings.localForwards();
    settings.remoteForwards();
    settings.sendEnv();
    settings.setEnv();
    settings.proxyCommand();
    settings.files(Keyword.IDENTITY_FILE);
    if (settings.port() < 1 || settings.port() > 65_535) {
      throw new AssertionError("port " + settings.port());
    }
  }

  private static void oneLine(@Nullable String message) {
    if (message == null || message.isBlank() || message.indexOf('\n') >= 0) {
      throw new AssertionError("a message that is no line: " + message);
    }
  }

  /// A file that includes itself many times is read as often as the limits allow.
  @Override
  public long allocation() {
    return 512 << 20;
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        bytes("Host web*\n  User root\n  Port 2200\n  IdentityFile ~/.ssh/%h-%r\nHost *\n"),
        bytes("Match host web1 exec \"true %h\"\n  ProxyJump a,b@c:22\nMatch all\n User x\n"),
        bytes("Include cfg\nInclude c*\nHost a\n"),
        bytes("CanonicalizeHostname yes\nCanonicalDomains example.com\nMatch canonical\n User c\n"),
        bytes("Match final user amy localuser me\n  SetEnv A=b \"C=d e\"\n  SendEnv LC_* -X\n"),
        bytes("LocalForward 8080 web1:80\nRemoteForward [::1]:1 /tmp/s\nDynamicForward 1080\n"),
        bytes("Ciphers +aes*\nMACs -hmac-sha1*\nKexAlgorithms ^curve*\nRekeyLimit 1G 1h\n"),
        bytes("ConnectTimeout=10\nServerAliveInterval = 1m30s\nCertificateFile \"${SET}/x\"\n"),
        bytes("Match localnetwork 10.0.0.0/8,::/0\n Port 1\nMatch tagged x !host y\n Tag \"x\"\n"),
        bytes("IgnoreUnknown Foo*\nFooBar baz\nProxyCommand nc %h %p\nHostName %h.example.com\n"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
