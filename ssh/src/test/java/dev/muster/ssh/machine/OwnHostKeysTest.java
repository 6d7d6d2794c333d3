package dev.muster.ssh.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ssh.auth.Hostbased;
import dev.muster.ssh.config.LocalSide;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.KeyPairs;
import dev.muster.ssh.key.KeyType;
import dev.muster.ssh.key.SshPrivateKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnHostKeysTest {

  private static final LocalSide AMY =
      new LocalSide("amy", 1000, "/home/amy", "desk.example", Map.of());
  private static final SshPrivateKey ED25519 = KeyPairs.generate(KeyType.ED25519);
  private static final SshPrivateKey ECDSA = KeyPairs.generate(KeyType.ECDSA_256);
  private static final Optional<KeySign> NOBODY = Optional.empty();
  private static final Optional<KeySign> HELPER = Optional.of(new KeySign(Path.of("/bin/false")));

  @TempDir Path folder;

  @BeforeEach
  void publicHalves() throws Exception {
    write("ssh_host_ed25519_key.pub", ED25519.publicKey().line("").getBytes(UTF_8));
    write("ssh_host_ecdsa_key.pub", ECDSA.publicKey().line("").getBytes(UTF_8));
  }

  private void write(String name, byte[] content) throws Exception {
    Files.write(folder.resolve(name), content);
  }

  private Hostbased find(Optional<KeySign> helper, List<String> algorithms) {
    return OwnHostKeys.find(folder, helper, algorithms, AMY);
  }

  @Test
  void usesTheKeysThatMayBeRead() throws Exception {
    write("ssh_host_ed25519_key", ED25519.openSshFile(""));
    write("ssh_host_ecdsa_key", ECDSA.openSshFile(""));
    write("ssh_host_rsa_key", new byte[] {'x'});
    Hostbased machine = find(NOBODY, OwnHostKeys.ALGORITHMS);
    assertThat(machine.obstacle()).isEmpty();
    assertThat(machine.keys()).containsExactly(Identity.of(ED25519), Identity.of(ECDSA));
    assertThat(machine.keys()).allMatch(Identity::isHeld);
    assertThat(machine.user()).isEqualTo("amy");
  }

  @Test
  void leavesTheOthersToTheHelper() throws Exception {
    write("ssh_host_ecdsa_key", ECDSA.openSshFile(""));
    Hostbased machine = find(HELPER, OwnHostKeys.ALGORITHMS);
    assertThat(machine.keys()).containsExactly(Identity.of(ED25519), Identity.of(ECDSA));
    assertThat(machine.keys()).extracting(Identity::isHeld).containsExactly(false, true);
    assertThat(machine.names().of("127.0.0.1"))
        .as("the one name that the helper takes")
        .isEqualTo("desk.example");
  }

  @Test
  void usesOnlyWhatMaySign() throws Exception {
    write("ssh_host_ed25519_key", ED25519.openSshFile(""));
    write("ssh_host_ecdsa_key", ECDSA.openSshFile(""));
    assertThat(find(NOBODY, List.of("ecdsa-sha2-nistp256")).keys())
        .containsExactly(Identity.of(ECDSA));
  }

  @Test
  void saysWhyNoneCanBeUsed() throws Exception {
    assertThat(find(NOBODY, OwnHostKeys.ALGORITHMS).obstacle())
        .isEqualTo("this machine has no host key in " + folder);
    write("ssh_host_rsa_key", new byte[] {'x'});
    assertThat(find(NOBODY, OwnHostKeys.ALGORITHMS).obstacle())
        .isEqualTo(
            "no host key of this machine in "
                + folder
                + " may be used: they are for root, and there is no ssh-keysign");
    assertThat(find(HELPER, List.of("rsa-sha2-512")).obstacle())
        .endsWith("and HostbasedAcceptedAlgorithms leaves none for ssh-keysign");
  }

  @Test
  void anAddressHasTheNameThatLeadsBackToIt() throws Exception {
    OwnNames names = new OwnNames("desk.example");
    assertThat(names.of("")).isEqualTo("desk.example");
    assertThat(names.of("127.0.0.1")).isEqualTo("localhost");
    assertThat(names.of("192.0.2.77")).as("an address of nobody").isEqualTo("desk.example");
  }
}
