package dev.muster.it.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.it.peer.Ended;
import dev.muster.it.peer.Programs;
import dev.muster.ssh.config.AlgorithmList;
import dev.muster.ssh.config.ConfigException;
import dev.muster.ssh.config.Evaluator;
import dev.muster.ssh.config.HostSettings;
import dev.muster.ssh.config.Keyword;
import dev.muster.ssh.config.LocalSide;
import dev.muster.ssh.config.Overrides;
import dev.muster.ssh.config.SshConfig;
import dev.muster.ssh.config.ThisMachine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What our reader makes of a configuration is what `ssh -G` makes of it.
@Tag("peers")
class SshConfigOracleTest {

  /// What depends on how `ssh` was built where nobody sets it.
  private static final Set<String> OF_THE_BUILD =
      Set.of(
          "forwardx11trusted",
          "gssapikexalgorithms",
          "identityfile",
          "ipqos",
          "securitykeyprovider",
          "serveraliveinterval",
          "xauthlocation");

  /// Lists of algorithms, and the name by which `ssh -Q` knows all there are.
  private static final Map<String, String> ALGORITHMS =
      Map.of(
          "kexalgorithms", "kex",
          "ciphers", "cipher",
          "macs", "mac",
          "hostkeyalgorithms", "HostKeyAlgorithms",
          "pubkeyacceptedalgorithms", "PubkeyAcceptedAlgorithms",
          "hostbasedacceptedalgorithms", "HostbasedAcceptedAlgorithms",
          "casignaturealgorithms", "sig");

  private static final Pattern LINE = Pattern.compile("line (\\d+)");

  @TempDir static Path folder;

  private static Corpus corpus;
  private static Path ssh;
  private static Map<String, String> environment;
  private static LocalSide local;
  private static Map<String, List<String>> standard;
  private static final Map<String, List<String>> ALL = new HashMap<>();

  @BeforeAll
  static void copy() {
    corpus = Corpus.copyTo(folder);
    ssh = Programs.find("ssh", "openssh-client");
    environment = Map.of("MUSTER_ORACLE", "/tmp/oracle", "MUSTER_HOST", "inner");
    LocalSide here = ThisMachine.localSide();
    Map<String, String> all = new HashMap<>(here.environment());
    all.putAll(environment);
    local = new LocalSide(here.user(), here.uid(), here.home(), here.hostName(), all);
    standard = asked(List.of(ssh.toString(), "-G", "-F", "none", "host"));
    ALGORITHMS.forEach((name, query) -> ALL.put(name, known(query)));
  }

  @Test
  void everyValueIsThatOfOpenSsh() throws ConfigException {
    List<String> differences = new ArrayList<>();
    int values = 0;
    for (Corpus.Question question : corpus.questions()) {
      Map<String, List<String>> theirs = theirs(question);
      HostSettings settings = settings(question.file(), question.arguments());
      Map<String, List<String>> ours = ours(settings);
      Set<String> names = new TreeSet<>(theirs.keySet());
      names.addAll(ours.keySet());
      for (String name : names) {
        List<String> wanted = theirs.getOrDefault(name, List.of());
        List<String> got = ours.getOrDefault(name, List.of());
        boolean build = OF_THE_BUILD.contains(name) && !isSet(settings, name);
        values += build ? 0 : Math.max(1, wanted.size());
        if (!build && !wanted.equals(got)) {
          differences.add(question + ": " + name + ": ssh has " + wanted + ", we have " + got);
        }
      }
    }

    System.out.println(
        "ssh -G: " + values + " values of " + corpus.questions().size() + " questions compared");
    assertThat(differences).isEmpty();
    assertThat(corpus.questions()).hasSizeGreaterThanOrEqualTo(60);
    assertThat(values).isGreaterThan(5000);
  }

  @Test
  void whatOpenSshRefusesIsRefusedWithFileAndLine() {
    List<Path> refused = corpus.refused();
    for (Path file : refused) {
      Ended theirs = run(List.of(ssh.toString(), "-G", "-F", file.toString(), "a"));
      assertThat(theirs.exit()).as("ssh -F %s: %s", file, theirs).isEqualTo(255);
      Matcher line = LINE.matcher(theirs.err());
      String where = line.find() ? ":" + line.group(1) + ":" : "";

      assertThatExceptionOfType(ConfigException.class)
          .as("%s, of which ssh says %s", file, theirs.err())
          .isThrownBy(() -> settings(folder.relativize(file).toString(), List.of("a")))
          .withMessageContaining("/refused/")
          .withMessageContaining(where);
    }
    assertThat(refused).hasSizeGreaterThan(40);
  }

  private static boolean isSet(HostSettings settings, String name) {
    return Stream.of(Keyword.values())
        .anyMatch(keyword -> keyword.text().equalsIgnoreCase(name) && settings.isSet(keyword));
  }

  private static Map<String, List<String>> theirs(Corpus.Question question) {
    List<String> words = new ArrayList<>(List.of(ssh.toString(), "-G", "-F"));
    words.add(folder.resolve(question.file()).toString());
    words.addAll(question.arguments());
    return asked(words);
  }

  private static Map<String, List<String>> asked(List<String> words) {
    Ended ended = run(words);
    assertThat(ended.exit()).as("%s: %s", words, ended.err()).isZero();
    return byName(ended.out().lines().toList());
  }

  private static Ended run(List<String> words) {
    return Programs.run(words, environment, Duration.ofMinutes(1));
  }

  private static Map<String, List<String>> byName(List<String> lines) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String line : lines) {
      int blank = line.indexOf(' ');
      String name = line.substring(0, blank).toLowerCase(Locale.ROOT);
      values.computeIfAbsent(name, _ -> new ArrayList<>()).add(line.substring(blank + 1));
    }
    return values;
  }

  private static List<String> known(String query) {
    Ended ended = run(List.of(ssh.toString(), "-Q", query));
    assertThat(ended.exit()).as("ssh -Q %s: %s", query, ended.err()).isZero();
    return ended.out().lines().toList();
  }

  /// Reads the arguments of `ssh` as `muster` reads its own.
  private static HostSettings settings(String file, List<String> arguments) throws ConfigException {
    List<String> options = new ArrayList<>();
    String host = arguments.getLast();
    for (int i = 0; i + 1 < arguments.size(); i += 2) {
      String value = arguments.get(i + 1);
      options.add(
          switch (arguments.get(i)) {
            case "-p" -> "Port " + value;
            case "-l" -> "User " + value;
            case "-i" -> "IdentityFile " + value;
            case "-J" -> "ProxyJump " + value;
            default -> value;
          });
    }
    int at = host.lastIndexOf('@');
    if (at >= 0) {
      options.add("User " + host.substring(0, at));
    }
    ThisMachine machine = new ThisMachine(local, Duration.ofSeconds(30));
    SshConfig config = SshConfig.of(folder.resolve(file).toString(), machine, local);
    return new Evaluator(config, Overrides.parse(options, local), local, machine)
        .settings(host.substring(at + 1), "", 0);
  }

  /// Our values, with lists of algorithms made of what this `ssh` has.
  private static Map<String, List<String>> ours(HostSettings settings) {
    Map<String, List<String>> values = byName(settings.lines());
    for (String name : ALGORITHMS.keySet()) {
      List<String> usual = List.of(standard.get(name).getFirst().split(","));
      String list = values.containsKey(name) ? values.get(name).getFirst() : "";
      List<String> resolved = AlgorithmList.resolve(list, usual, ALL.get(name));
      values.put(name, List.of(String.join(",", resolved)));
    }
    return values;
  }
}
