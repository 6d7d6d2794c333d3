package dev.muster.it.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples after chopsticks' *Groups*.
@Tag("peers")
class FromChopsticksTest {

  private static Map<String, String> printed = Map.of();

  @BeforeAll
  static void runAll(@TempDir Path home) {
    try (Stage stage = new Stage(home)) {
      printed = stage.run("FromChopsticks");
    }
  }

  @Test
  void addresses() throws Exception {
    String[] lines = printed.get("addresses").split("\n", -1);
    assertThat(lines).hasSize(3);
    assertThat(lines[2]).startsWith("web3.example.com ip: ");
    InetAddress ip = InetAddress.ofLiteral(lines[2].replaceAll(".*: ", ""));
    assertThat(NetworkInterface.getByInetAddress(ip)).as("%s is here", ip).isNotNull();
  }

  @Test
  void mixed() throws Exception {
    String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    assertThat(printed.get("mixed").lines())
        .containsExactly(
            "web1.example.com calls itself " + name,
            "example calls itself example",
            "worker calls itself " + name);
  }

  @Test
  void apart() {
    assertThat(printed.get("apart").lines())
        .anyMatch(line -> line.matches("worker is up for [0-9.]+ s"))
        .anyMatch(line -> line.startsWith("web1.example.com: java.nio.file.NoSuchFileException: "))
        .anyMatch(line -> line.startsWith("  at dev.muster.tools.FileSystem.readString(FileSystem"))
        .contains("broken-host: connect: 127.1.4.4:1: Connection refused");
  }
}
