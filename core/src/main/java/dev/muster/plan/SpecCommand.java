package dev.muster.plan;

import dev.muster.host.Spec;
import dev.muster.model.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A command as a spec wants it run. A function of values.
public final class SpecCommand {

  private SpecCommand() {}

  /// Returns the command line with the spec's working folder, variables and niceness around it.
  ///
  /// @param environment further variables, which stand before the spec's own
  public static String line(Spec spec, String line, Map<String, String> environment) {
    StringBuilder text = new StringBuilder();
    spec.option(Spec.CHDIR)
        .ifPresent(folder -> {
          String quoted = ShellWord.quote(folder);
          text.append("mkdir -p -- ")
              .append(quoted)
              .append(" && cd -- ")
              .append(quoted)
              .append(" && ");
        });
    List<String> words = new ArrayList<>();
    spec.option(Spec.NICE).ifPresent(nice -> words.addAll(List.of("nice", "-n", nice)));
    if (!environment.isEmpty() || !spec.environment().isEmpty()) {
      words.add("env");
      environment.forEach((name, value) -> words.add(ShellWord.quote(name + "=" + value)));
      spec.environment().forEach((name, value) -> words.add(ShellWord.quote(name + "=" + value)));
    }
    if (text.isEmpty() && words.isEmpty()) {
      return line;
    }
    words.addAll(List.of("/bin/sh", "-c", ShellWord.quote(line)));
    return text.append("exec ").append(String.join(" ", words)).toString();
  }

  /// Returns the program and its arguments that run a command line at the target of a spec, which
  /// is not reached over SSH.
  public static List<String> words(Spec spec, String line) {
    List<String> words = new ArrayList<>();
    switch (spec.kind()) {
      case LOCAL, SSH -> {}
      case DOCKER -> words.addAll(List.of("docker", "exec", "-i", spec.target()));
      case PODMAN -> words.addAll(List.of("podman", "exec", "-i", spec.target()));
      case COMMAND -> words.addAll(spec.words());
      case TRANSPORT -> throw new IllegalArgumentException(spec + " is not reached by a program");
    }
    if (spec.joinsWords()) {
      words.add("exec /bin/sh -c " + ShellWord.quote(line));
    } else {
      words.addAll(List.of("/bin/sh", "-c", line));
    }
    return List.copyOf(words);
  }
}
