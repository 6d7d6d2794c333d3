package dev.muster.session.agent;

import dev.muster.host.Spec;
import dev.muster.model.RuntimePush;
import dev.muster.wire.start.Launch;
import dev.muster.wire.start.StartScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a spec says of an agent: which process to start, and how. A function of values.
public final class AgentTerms {

  private AgentTerms() {}

  /// Returns how the agent's process is set up.
  ///
  /// @param push the oldest Java that will do where a runtime may be pushed; 0: none is
  /// @param grace how long its calls may take to end
  public static Launch.Settings settings(Spec spec, int push, Duration grace) {
    return new Launch.Settings(
        spec.option(Spec.JAVA).orElse(""),
        push,
        spec.option(Spec.CHDIR).orElse(""),
        Integer.parseInt(spec.option(Spec.NICE).orElse("0")),
        spec.environment(),
        grace);
  }

  /// Returns which runtime is pushed if the host has no Java that will do; empty if none is.
  ///
  /// @param otherwise what holds where the spec says nothing
  public static Optional<RuntimePush> runtime(Spec spec, Optional<RuntimePush> otherwise) {
    Optional<String> said = spec.option(Spec.RUNTIME);
    if (said.isEmpty()) {
      return otherwise;
    }
    if (said.get().equals(Spec.RUNTIME_OFF)) {
      return Optional.empty();
    }
    RuntimePush push = RuntimePush.parse(said.get());
    return Optional.of(
        otherwise.map(its -> push.telling(its.told()).within(its.limit())).orElse(push));
  }

  /// Returns the program and its arguments that start the agent of a spec, from the machine that
  /// they are run on.
  ///
  /// For [Spec.Kind#SSH] that is the `ssh` program: the machine is one that the target is reached
  /// through.
  public static List<String> words(Spec spec) {
    List<String> words = new ArrayList<>();
    switch (spec.kind()) {
      case LOCAL -> {}
      case DOCKER -> words.addAll(List.of("docker", "exec", "-i", spec.target()));
      case PODMAN -> words.addAll(List.of("podman", "exec", "-i", spec.target()));
      case COMMAND -> words.addAll(spec.words());
      case TRANSPORT -> throw new IllegalArgumentException(spec + " is not reached by a program");
      case SSH -> words.addAll(ssh(spec.target()));
    }
    if (spec.joinsWords() || spec.kind() == Spec.Kind.SSH) {
      words.add(StartScript.line()); // it joins its words with blanks, for a login shell over there
    } else {
      words.addAll(StartScript.words());
    }
    return List.copyOf(words);
  }

  private static List<String> ssh(String target) {
    int at = target.lastIndexOf('@');
    String host = target.substring(at + 1);
    List<String> words = new ArrayList<>(List.of("ssh", "-T", "-o", "BatchMode=yes"));
    if (at > 0) {
      words.addAll(List.of("-l", target.substring(0, at)));
    }
    int colon = host.lastIndexOf(':');
    boolean hasPort = colon > 0 && (host.indexOf(':') == colon || host.charAt(colon - 1) == ']');
    if (hasPort) {
      words.addAll(List.of("-p", host.substring(colon + 1)));
      host = host.substring(0, colon);
    }
    words.add("--");
    words.add(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    return words;
  }
}
