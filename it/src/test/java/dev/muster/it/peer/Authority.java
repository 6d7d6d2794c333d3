package dev.muster.it.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A certificate authority: `ssh-keygen` with a key of its own in a folder of the test's.
public record Authority(Path key) {

  /// Makes one.
  ///
  /// @param type as `ssh-keygen -t` takes it
  public static Authority make(Path folder, String name, String type) {
    Path key = folder.resolve(name);
    keygen(List.of("-q", "-t", type, "-N", "", "-f", key.toString()));
    return new Authority(key);
  }

  /// Makes a key without a certificate.
  ///
  /// @param type its kind, perhaps with a size, such as `ecdsa 384`
  public static Path keyPair(Path folder, String name, String type) {
    Path key = folder.resolve(name);
    List<String> words = new ArrayList<>(List.of("-q", "-N", "", "-f", key.toString(), "-t"));
    int blank = type.indexOf(' ');
    words.add(blank < 0 ? type : type.substring(0, blank));
    if (blank > 0) {
      words.addAll(List.of("-b", type.substring(blank + 1)));
    }
    keygen(words);
    return key;
  }

  /// Signs a key and returns the certificate's file, which stands beside it.
  ///
  /// @param terms more words for `ssh-keygen`
  public Path sign(Path subject, List<String> terms) {
    List<String> words = new ArrayList<>(List.of("-q", "-s", key.toString(), "-I", "the id"));
    words.addAll(terms);
    words.add(subject + ".pub");
    keygen(words);
    return subject.resolveSibling(subject.getFileName() + "-cert.pub");
  }

  /// Returns type and Base64 of the authority's public half.
  public String line() {
    return publicLine(key);
  }

  /// Returns type and Base64 of a key's public half.
  public static String publicLine(Path key) {
    try {
      String line = Files.readString(Path.of(key + ".pub")).strip();
      return line.substring(0, line.indexOf(' ', line.indexOf(' ') + 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs `ssh-keygen`, which must succeed.
  public static void keygen(List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.add(Programs.find("ssh-keygen", "openssh-client").toString());
    words.addAll(arguments);
    Ended ended = Programs.run(words);
    assertThat(ended.exit()).as("%s: %s", words, ended.err()).isZero();
  }
}
