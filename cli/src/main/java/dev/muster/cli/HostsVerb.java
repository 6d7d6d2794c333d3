package dev.muster.cli;

import dev.muster.host.HostSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// `muster hosts`: a tool for host sets; connects to nothing.
final class HostsVerb {

  private static final Set<Option> OPTIONS = EnumSet.of(Option.EXCLUDE, Option.HELP);

  private final Terminal terminal;
  private final Channel out;

  HostsVerb(Terminal terminal, Channel out) {
    this.terminal = terminal;
    this.out = out;
  }

  int run(List<String> args) throws UsageException {
    Arguments arguments = Arguments.parse("hosts", args, OPTIONS, false);
    if (arguments.has(Option.HELP)) {
      return Help.print(List.of("hosts"), out);
    }
    List<String> rest = arguments.rest();
    if (rest.isEmpty()) {
      throw new UsageException("muster hosts: say what to do: expand, fold, count or split");
    }
    List<String> operands = rest.subList(1, rest.size());
    switch (rest.getFirst()) {
      case "expand" -> expand(hosts(operands, arguments));
      case "fold" -> out.line(hosts(operands, arguments).fold());
      case "count" -> out.line(Integer.toString(hosts(operands, arguments).size()));
      case "split" -> split(operands, arguments);
      default ->
          throw new UsageException(
              "muster hosts: unknown operation "
                  + rest.getFirst()
                  + "; there are expand, fold, count and split");
    }
    return ExitStatus.OK;
  }

  private void expand(HostSet hosts) {
    for (String name : hosts.names()) {
      out.line(name);
    }
  }

  private void split(List<String> operands, Arguments arguments) throws UsageException {
    int parts = 0;
    try {
      parts = operands.isEmpty() ? 0 : Integer.parseInt(operands.getFirst());
    } catch (NumberFormatException e) {
      throw new UsageException(
          "muster hosts split: \"" + operands.getFirst() + "\" is no number of parts", e);
    }
    if (parts < 1) {
      throw new UsageException("muster hosts split: say into how many parts: split N HOSTS");
    }
    for (HostSet part : hosts(operands.subList(1, operands.size()), arguments).split(parts)) {
      out.line(part.fold());
    }
  }

  private HostSet hosts(List<String> operands, Arguments arguments) throws UsageException {
    HostSet hosts = HostSet.empty();
    for (String operand : operands.isEmpty() ? List.of("-") : operands) {
      hosts = hosts.union(Targets.read(operand, terminal));
    }
    for (String excluded : arguments.all(Option.EXCLUDE)) {
      hosts = hosts.difference(Targets.read(excluded, terminal));
    }
    return hosts;
  }
}
