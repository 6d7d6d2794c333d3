package dev.muster.it.call;

import dev.muster.Muster;
import dev.muster.ssh.SshClient;
import dev.muster.wire.Mux;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.conscrypt.Conscrypt;

/// Command lines of programs of the tests' own that run in a Java of their own.
final class ChildJava {

  private ChildJava() {}

  /// Returns the words that run a class with all that the library needs.
  static List<String> words(Class<?> main, List<String> arguments) {
    String path =
        Stream.of(main, Muster.class, SshClient.class, Mux.class, Conscrypt.class)
            .map(ChildJava::place)
            .distinct()
            .collect(Collectors.joining(File.pathSeparator));
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                path,
                main.getName()));
    words.addAll(arguments);
    return words;
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
