package dev.muster.session.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.wire.Pipe;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The socket for an agent on this machine: who is let in, where it lies, and what it leaves.
@Timeout(60)
class LocalSocketTest {

  private static final String NONCE = "0123456789abcdef0123456789abcdef";

  @TempDir private Path parent;

  private static SocketChannel call(LocalSocket socket, String said) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket.path()));
    channel.write(ByteBuffer.wrap(said.getBytes(US_ASCII)));
    return channel;
  }

  private static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  @Test
  void whoSaysTheNonceIsLetInAndNothingIsLeft() throws Exception {
    LocalSocket socket = LocalSocket.in(parent.toString()).orElseThrow();
    Path folder = in(parent).getFirst();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    SocketChannel agent = call(socket, NONCE + "frames");
    Pipe pipe = socket.accepted(NONCE).orElseThrow();
    socket.close();
    assertThat(in(parent)).isEmpty();
    ByteBuffer into = ByteBuffer.allocate(100);
    assertThat(pipe.read(into)).isEqualTo("frames".length());
    pipe.write(ByteBuffer.wrap(new byte[] {'x'}));
    assertThat(agent.read(into.clear())).isEqualTo(1);
    agent.close();
    assertThat(pipe.read(into.clear())).isNegative();
    pipe.closeInput();
    pipe.closeOutput();
  }

  @Test
  void whoHasNotCalledIsNotWaitedFor() throws Exception {
    try (LocalSocket socket = LocalSocket.in(parent.toString()).orElseThrow()) {
      assertThat(socket.accepted(NONCE)).isEmpty();
    }
    assertThat(in(parent)).isEmpty();
  }

  /// Another process of the user calls by mistake, and is not taken for the agent.
  @ParameterizedTest
  @ValueSource(strings = {"", "0123456789abcdef", "0123456789abcdef0123456789abcdeX"})
  void whoDoesNotSayTheNonceIsNot(String said) throws Exception {
    try (LocalSocket socket = LocalSocket.in(parent.toString()).orElseThrow();
        SocketChannel stranger = call(socket, said);
        SocketChannel agent = call(socket, NONCE)) {
      Optional<Pipe> accepted = socket.accepted(NONCE);
      assertThat(accepted).isPresent();
      ByteBuffer into = ByteBuffer.allocate(1);
      assertThat(stranger.read(into)).as("it is sent away").isNegative();
      accepted.get().write(ByteBuffer.wrap(new byte[] {'x'}));
      assertThat(agent.read(into)).isEqualTo(1);
      accepted.get().closeInput();
      accepted.get().closeOutput();
    }
  }

  /// The attack: where everybody may rename the folder, or one above it, somebody puts another in
  /// its place.
  @Test
  void thereIsNoneWhereEverybodyMayRename() throws Exception {
    Path inside = Files.createDirectory(parent.resolve("inside"));
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(LocalSocket.in(parent.toString())).isEmpty();
    assertThat(LocalSocket.in(inside.toString())).isEmpty();
    assertThat(in(inside)).isEmpty();
    assertThat(in(parent)).containsExactly(inside);
    Files.setAttribute(parent, "unix:mode", 01777);
    try (LocalSocket socket = LocalSocket.in(parent.toString()).orElseThrow()) {
      assertThat(socket.path()).startsWith(parent.toString());
    }
  }

  /// The attack: who owns a folder may rename what is in it, sticky or not.
  @Test
  @Tag("root")
  void thereIsNoneInAnotherUsersFolder() throws Exception {
    Files.setAttribute(parent, "unix:uid", 65534);
    assertThat(LocalSocket.in(parent.toString())).isEmpty();
    assertThat(in(parent)).isEmpty();
  }

  @Test
  void thereIsNoneWhereItsNameWouldBeTooLongOrNoFolderIs() throws Exception {
    Path deep = Files.createDirectory(parent.resolve("x".repeat(100)));
    assertThat(LocalSocket.in(deep.toString())).isEmpty();
    assertThat(in(deep)).isEmpty();
    Path odd = Files.createDirectory(parent.resolve("two\nlines"));
    assertThat(LocalSocket.in(odd.toString())).isEmpty();
    assertThat(in(odd)).isEmpty();
    assertThat(LocalSocket.in(parent.resolve("missing").toString())).isEmpty();
    assertThat(LocalSocket.in("\0")).isEmpty();
  }
}
