package dev.muster.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.data.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentificationTest {

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(
        text.replace("\\r", "\r")
            .replace("\\n", "\n")
            .replace("\\e", "\u001b")
            .replace("\\0", "\0")
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SSH-2.0-OpenSSH_9.9\\r\\n           | SSH-2.0-OpenSSH_9.9
          SSH-2.0-OpenSSH_9.9 a comment\\r\\n | SSH-2.0-OpenSSH_9.9 a comment
          SSH-2.0-dropbear\\n                 | SSH-2.0-dropbear
          SSH-1.99-Cisco-1.25\\r\\n           | SSH-1.99-Cisco-1.25
          SSH-2.0-\\r\\n                      | SSH-2.0-
          hello\\r\\n\\r\\nSSH-2.0-x\\r\\n    | SSH-2.0-x
          SSH\\nSSH-2.0-x\\r\\n               | SSH-2.0-x
          """)
  void takesTheString(String sent, String identification) throws Exception {
    ByteBuffer in = bytes(sent + "rest");

    assertThat(new Identification(true).read(in)).contains(identification);
    assertThat(in.remaining()).isEqualTo(4);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SSH-1.5-old\\r\\n  | speaks "SSH-1.5-old", which is not SSH 2.0
          SSH-2.1-new\\r\\n  | speaks "SSH-2.1-new", which is not SSH 2.0
          SSH-\\e[31m\\n     | speaks "SSH-?[31m", which is not SSH 2.0
          SSH-2.0-a\\0b\\r\\n | a null character where its identification was due
          hello\\n\\0\\0\\0\\fx   | a null character where its identification was due
          \\0                | a null character where its identification was due
          """)
  void refusesOtherProtocols(String sent, String message) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> new Identification(true).read(bytes(sent)))
        .withMessage(message);
  }

  @Test
  void takesItAByteAtATime() throws Exception {
    Identification identification = new Identification(true);
    String sent = "one line\r\nanother\nSSH-2.0-x\r\n";
    ByteBuffer in = bytes(sent);
    for (int i = 1; i < sent.length(); i++) {
      assertThat(identification.read(in.limit(i))).isEmpty();
    }
    assertThat(identification.read(in.limit(sent.length()))).contains("SSH-2.0-x");
    assertThat(identification.firstLine()).isEqualTo("one line");
  }

  @Test
  void keepsTheFirstLineForMessages() throws Exception {
    Identification identification = new Identification(true);
    Optional<String> theirs =
        identification.read(bytes("HTTP/1.1 400 Bad \\e[2J\\r\\nServer: x\\r\\n\\r\\n"));

    assertThat(theirs).isEmpty();
    assertThat(identification.firstLine()).isEqualTo("HTTP/1.1 400 Bad ?[2J");
  }

  @Test
  void takesNoLineBeforeFromAClient() {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> new Identification(false).read(bytes("GET / HTTP/1.1\\r\\n")))
        .withMessage("sent \"GET / HTTP/1.1\" where SSH-2.0-… was wanted");
  }

  @ParameterizedTest(name = "{0} bytes")
  @CsvSource(
      textBlock =
          """
          254, true
          255, true
          256, false
          257, false
          """)
  void limitsTheString(int length, boolean taken) throws Exception {
    ByteBuffer in = bytes("SSH-2.0-" + "x".repeat(length - 10) + "\r\n");
    if (taken) {
      assertThat(new Identification(true).read(in)).isPresent();
    } else {
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> new Identification(true).read(in))
          .withMessage("identification of " + length + " bytes; at most 255 are allowed");
    }
  }

  @Test
  void limitsALineWithoutAnEnd() throws Exception {
    Identification identification = new Identification(true);
    assertThat(identification.read(bytes("x".repeat(8192)))).isEmpty();

    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> identification.read(bytes("x".repeat(8193))))
        .withMessage("line of over 8192 bytes before its identification");
  }

  @Test
  void limitsTheNumberOfLines() throws Exception {
    Identification identification = new Identification(true);
    assertThat(identification.read(bytes("\n".repeat(1024)))).isEmpty();

    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> identification.read(bytes("\n")))
        .withMessage("1025 lines, 1025 bytes before its identification; the first is \"\"");
  }

  @Test
  void limitsAllLinesTogether() throws Exception {
    Identification identification = new Identification(true);
    String line = "y".repeat(8191) + "\n";
    for (int i = 0; i < 8; i++) {
      assertThat(identification.read(bytes(line))).isEmpty();
    }
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> identification.read(bytes("z\n")))
        .withMessageStartingWith("9 lines, 65538 bytes before its identification");
  }
}
