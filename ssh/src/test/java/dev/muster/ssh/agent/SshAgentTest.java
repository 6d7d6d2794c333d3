package dev.muster.ssh.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.SshWriter;
import dev.muster.ssh.key.Identity;
import dev.muster.ssh.key.SigningException;
import dev.muster.ssh.transport.HostKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is asked of an agent, and what becomes of agents that misbehave.
class SshAgentTest {

  private static final byte[] TEXT = "to be signed".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  private Path socket() {
    return folder.resolve("agent");
  }

  @Test
  void signsWithWhatTheAgentHolds() throws Exception {
    try (FakeAgent fake =
            FakeAgent.holding(
                socket(), List.of(HostKeys.ED25519, HostKeys.ECDSA, HostKeys.RSA, HostKeys.RSA));
        SshAgent agent = SshAgent.at(fake.socket())) {
      List<Identity> identities = agent.identities();

      assertThat(identities).hasSize(3);
      assertThat(identities.getFirst())
          .hasToString(HostKeys.ED25519.publicKey() + " (of a test)")
          .isEqualTo(Identity.of(HostKeys.ED25519));
      for (Identity identity : identities) {
        assertThat(identity.isHeld()).isFalse();
        for (String algorithm : identity.algorithms()) {
          byte[] signature = identity.sign(algorithm, TEXT);
          assertThat(
                  HostKeys.signing(algorithm)
                      .publicKey()
                      .verify(Crypto.system(), algorithm, TEXT, signature))
              .isTrue();
        }
      }
      assertThat(fake.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "unused",
      textBlock =
          """
          ssh-ed25519                                 | ssh-ed25519
          ssh-rsa                                     | rsa-sha2-512 rsa-sha2-256
          ecdsa-sha2-nistp521                         | ecdsa-sha2-nistp521
          sk-ssh-ed25519@openssh.com                  | sk-ssh-ed25519@openssh.com
          sk-ecdsa-sha2-nistp256@openssh.com          | sk-ecdsa-sha2-nistp256@openssh.com
          ssh-ed25519-cert-v01@openssh.com            | ssh-ed25519-cert-v01@openssh.com
          ssh-rsa-cert-v01@openssh.com                | rsa-sha2-512-cert-v01@openssh.com rsa-sha2-256-cert-v01@openssh.com
          sk-ssh-ed25519-cert-v01@openssh.com         | sk-ssh-ed25519-cert-v01@openssh.com
          sk-ecdsa-sha2-nistp256-cert-v01@openssh.com | sk-ecdsa-sha2-nistp256-cert-v01@openssh.com
          ssh-dss                                     | unused
          a-type-of-the-future                        | unused
          """)
  void passesOverWhatCannotBeUsed(String type, String algorithms) throws Exception {
    byte[] blob = new SshWriter().putString(type).putString("whatever").toBytes();
    SshWriter list = new SshWriter().putByte(AgentMessage.IDENTITIES_ANSWER).putInt(1);
    list.putString(blob).putString("");
    try (FakeAgent fake = new FakeAgent(socket(), question -> FakeAgent.framed(list));
        SshAgent agent = SshAgent.at(fake.socket())) {
      List<Identity> identities = agent.identities();
      if (algorithms == null) {
        assertThat(identities).isEmpty();
        return;
      }
      assertThat(identities).hasSize(1);
      Identity identity = identities.getFirst();
      assertThat(identity.algorithms()).containsExactly(algorithms.split(" "));
      assertThat(identity.hasBlob(blob)).isTrue();
      assertThat(identity.isCertificate()).isEqualTo(type.contains("cert"));
    }
  }

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # the answer in hexadecimal        | what is said of it
          ''                                 | has closed the connection
          00000000                           | gives an answer of 0 bytes where 1 to 262144 are taken
          00040001                           | gives an answer of 262145 bytes where 1 to 262144 are taken
          ffffffff                           | gives an answer of 4294967295 bytes where 1 to 262144 are taken
          0000000105                         | does not list its keys: answer 5
          000000010c                         | lists its keys wrongly
          000000050c00000801                 | lists its keys wrongly: 2049 keys where at most 2048 are taken
          000000050cffffffff                 | lists its keys wrongly: 4294967295 keys where at most 2048 are taken
          000000050c00000001                 | lists its keys wrongly
          000000090c0000000100010001         | lists its keys wrongly
          000000060c0000000000               | lists its keys wrongly
          """)
  void saysWhatIsWrongWithAnAgent(String answer, String said) throws Exception {
    byte[] bytes = HexFormat.of().parseHex(answer);
    try (FakeAgent fake = new FakeAgent(socket(), question -> bytes);
        SshAgent agent = SshAgent.at(fake.socket())) {
      assertThatExceptionOfType(AgentException.class)
          .isThrownBy(agent::identities)
          .withMessageStartingWith("ssh-agent at " + fake.socket() + " " + said);
    }
  }

  @Test
  void saysThatNoAgentIsThere() throws Exception {
    try (SshAgent agent = SshAgent.at(socket())) {
      assertThatExceptionOfType(AgentException.class)
          .isThrownBy(agent::identities)
          .withMessageStartingWith("ssh-agent at " + socket() + " cannot be reached: ");
    }
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # how it answers | what is said of it
          refuses          | does not sign: it may be locked, or the key's use was not confirmed
          other            | does not sign: answer 99
          sha1             | signs wrongly: by ssh-rsa where rsa-sha2-512 is wanted
          garbage          | signs wrongly: string of
          leaves           | has closed the connection
          """)
  void saysWhyNothingWasSigned(String how, String said) throws Exception {
    FakeAgent.Script script =
        question -> {
          if (question[0] == AgentMessage.REQUEST_IDENTITIES) {
            return FakeAgent.framed(FakeAgent.answer(question, List.of(HostKeys.RSA)));
          }
          SshWriter sha1 = new SshWriter().putString("ssh-rsa").putString("signature");
          SshWriter response = new SshWriter().putByte(AgentMessage.SIGN_RESPONSE);
          return switch (how) {
            case "refuses" -> FakeAgent.framed(new SshWriter().putByte(AgentMessage.FAILURE));
            case "other" -> FakeAgent.framed(new SshWriter().putByte(99));
            case "sha1" -> FakeAgent.framed(response.putString(sha1));
            case "garbage" -> FakeAgent.framed(response.putInt(-1));
            default -> new byte[0];
          };
        };
    try (FakeAgent fake = new FakeAgent(socket(), script);
        SshAgent agent = SshAgent.at(fake.socket())) {
      Identity identity = agent.identities().getFirst();
      assertThatExceptionOfType(SigningException.class)
          .isThrownBy(() -> identity.sign("rsa-sha2-512", TEXT))
          .withMessageStartingWith("ssh-agent at " + fake.socket() + " " + said);
    }
  }

  @Test
  void givesUpAnAgentThatSaysNothing() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (FakeAgent fake =
            new FakeAgent(
                socket(),
                question -> {
                  never.await();
                  return new byte[0];
                });
        SshAgent agent = SshAgent.at(fake.socket(), Duration.ofMillis(50))) {
      assertThatExceptionOfType(AgentException.class)
          .isThrownBy(agent::identities)
          .withMessage("ssh-agent at " + fake.socket() + " gave no answer within 50 ms");
    }
  }

  @Test
  void callsAnAgentAgainThatClosedTheConnection() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (FakeAgent fake =
            new FakeAgent(
                socket(),
                question ->
                    asked.incrementAndGet() % 2 == 0
                        ? new byte[0]
                        : FakeAgent.framed(FakeAgent.answer(question, List.of())));
        SshAgent agent = SshAgent.at(fake.socket())) {
      assertThat(agent.identities()).isEmpty();
      assertThatExceptionOfType(AgentException.class).isThrownBy(agent::identities);
      assertThat(agent.identities()).isEmpty();
      assertThat(fake.connections()).isEqualTo(2);
    }
  }

  @Test
  void servesAllOverOneConnectionInTurn() throws Exception {
    try (FakeAgent fake = FakeAgent.holding(socket(), List.of(HostKeys.ED25519));
        SshAgent agent = SshAgent.at(fake.socket());
        ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      Identity identity = agent.identities().getFirst();
      List<Callable<Boolean>> questions = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        byte[] text = ("text " + i).getBytes(StandardCharsets.UTF_8);
        questions.add(() -> isSigned(text, identity.sign("ssh-ed25519", text)));
      }
      for (Future<Boolean> each : askers.invokeAll(questions, 60, TimeUnit.SECONDS)) {
        assertThat(each.get()).as("each has the answer to its own question").isTrue();
      }
      assertThat(fake.connections()).isEqualTo(1);
    }
  }

  private static boolean isSigned(byte[] text, byte[] signature) throws Exception {
    return HostKeys.ED25519.publicKey().verify(Crypto.system(), "ssh-ed25519", text, signature);
  }

  @Test
  void whoIsInterruptedDisturbsNobodyElse() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    FakeAgent.Script script =
        question -> {
          if (question[0] == AgentMessage.SIGN_REQUEST) {
            reached.countDown();
            goOn.await();
          }
          return FakeAgent.framed(FakeAgent.answer(question, List.of(HostKeys.ED25519)));
        };
    try (FakeAgent fake = new FakeAgent(socket(), script);
        SshAgent agent = SshAgent.at(fake.socket());
        ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      Identity identity = agent.identities().getFirst();
      Future<byte[]> interrupted = askers.submit(() -> identity.sign("ssh-ed25519", TEXT));
      reached.await();
      Future<byte[]> other = askers.submit(() -> identity.sign("ssh-ed25519", TEXT));
      interrupted.cancel(true);
      goOn.countDown();
      assertThat(isSigned(TEXT, other.get(60, TimeUnit.SECONDS))).isTrue();
      assertThat(fake.connections()).isEqualTo(1);
    }
  }

  @Test
  void isOfNoUseOnceItIsClosed() throws Exception {
    try (FakeAgent fake = FakeAgent.holding(socket(), List.of(HostKeys.ED25519))) {
      SshAgent agent = SshAgent.at(fake.socket());
      Identity identity = agent.identities().getFirst();
      agent.close();
      agent.close();
      assertThatExceptionOfType(SigningException.class)
          .isThrownBy(() -> identity.sign("ssh-ed25519", TEXT))
          .withMessage("ssh-agent at " + fake.socket() + " is not used any more");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> SshAgent.at(socket(), Duration.ZERO));
  }
}
