package dev.muster.cli;

import dev.muster.Group;
import dev.muster.MethodCall;
import dev.muster.Muster;
import dev.muster.Run;
import dev.muster.cli.json.JsonWriter;
import dev.muster.host.Spec;
import dev.muster.model.Command;
import dev.muster.model.HostTask;
import dev.muster.model.OutputMode;
import dev.muster.model.RunOptions;
import dev.muster.model.SshConfiguration;
import dev.muster.tools.Mode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `muster call`: a Java method, or a tool, on many hosts.
final class CallVerb {

  private static final Set<Option> OPTIONS = EnumSet.copyOf(Targets.OPTIONS);

  static {
    OPTIONS.addAll(Screen.OPTIONS);
    OPTIONS.addAll(Password.OPTIONS);
    OPTIONS.addAll(ProxyOption.OPTIONS);
    OPTIONS.addAll(Tracing.OPTIONS);
    OPTIONS.addAll(
        EnumSet.of(
            Option.CLASSPATH,
            Option.TOOL,
            Option.CHECK,
            Option.JAVA,
            Option.RUNTIME,
            Option.JSON,
            Option.STACK,
            Option.FOLD,
            Option.RAW,
            Option.DRY_RUN,
            Option.HELP));
  }

  private final Terminal terminal;
  private final Channel out;
  private final Channel err;

  CallVerb(Terminal terminal, Channel out, Channel err) {
    this.terminal = terminal;
    this.out = out;
    this.err = err;
  }

  int run(List<String> args) throws UsageException, InterruptedException {
    Arguments arguments = Arguments.parse("call", args, OPTIONS, true);
    if (arguments.has(Option.HELP)) {
      return Help.print(List.of("call"), out);
    }
    List<String> words = words(arguments);
    if (words.isEmpty()) {
      if (arguments.has(Option.TOOL)) {
        return Tool.list(out);
      }
      throw new UsageException(
          "no method is given; say what to call: muster call -w HOSTS CLASS::METHOD ARG..., or"
              + " --tool for a list of tools");
    }
    check(arguments, words);
    List<String> hosts = Targets.names(arguments, terminal);
    try (CodePath code = CodePath.of(arguments)) {
      Callee callee = callee(arguments, words, code);
      List<@Nullable Object> values =
          new CallArguments(callee, terminal).read(words.subList(1, words.size()));
      if (callee.takesMode()) {
        values.add(arguments.has(Option.CHECK) ? Mode.DRY_RUN : Mode.APPLY);
      }
      return call(arguments, withJava(hosts, arguments), callee, values);
    }
  }

  /// Returns what is called, and its arguments.
  private static List<String> words(Arguments arguments) {
    List<String> words = new ArrayList<>(arguments.all(Option.TOOL));
    words.removeIf(String::isEmpty);
    words.addAll(arguments.rest());
    return words;
  }

  private static void check(Arguments arguments, List<String> words) throws UsageException {
    boolean twice =
        arguments.all(Option.HOSTS).contains("-") || arguments.all(Option.EXCLUDE).contains("-");
    if (twice && words.contains("-")) {
      throw new UsageException(
          "-w - and the argument - both want standard input; give one of them a file");
    }
    if (!arguments.has(Option.HOSTS) && words.contains(Option.HOSTS.shortName())) {
      throw new UsageException(
          "no hosts are named; options such as -w come before what is called, as in muster call"
              + " -w HOSTS "
              + words.getFirst());
    }
    if (arguments.has(Option.JSON) && arguments.has(Option.FOLD)) {
      throw new UsageException("--json has a line for each host, and -b puts hosts together");
    }
  }

  private static Callee callee(Arguments arguments, List<String> words, CodePath code)
      throws UsageException {
    int count = words.size() - 1;
    if (!arguments.has(Option.TOOL)) {
      if (arguments.has(Option.CHECK)) {
        throw new UsageException(
            "--check is for tools; a method of your own takes DRY_RUN as an argument if it has one");
      }
      return Callee.named(words.getFirst(), count, code);
    }
    Tool tool = Tool.named(words.getFirst());
    Callee callee = Callee.ofTool(tool, code);
    boolean many = !tool.parameters().isEmpty() && tool.parameters().getLast().endsWith(Tool.MANY);
    int wanted = tool.parameters().size();
    if (many ? count < wanted : count != wanted) {
      throw new UsageException(
          "--tool "
              + tool.name()
              + (wanted == 0 ? " takes no arguments" : " takes " + tool.usage())
              + ", got "
              + count);
    }
    if (arguments.has(Option.CHECK) && !callee.takesMode()) {
      throw new UsageException(
          "--check: " + tool.name() + " cannot be tried without being done, or changes nothing");
    }
    return callee;
  }

  private static List<String> withJava(List<String> hosts, Arguments arguments)
      throws UsageException {
    if (!arguments.has(Option.JAVA)) {
      return hosts;
    }
    String java = arguments.all(Option.JAVA).getLast();
    if (java.isEmpty() || java.contains("//")) {
      throw new UsageException("--java wants a folder or program over there, got \"" + java + "\"");
    }
    String option = "//" + Spec.JAVA + "=";
    return hosts.stream().map(host -> host.contains(option) ? host : host + option + java).toList();
  }

  private int call(
      Arguments arguments, List<String> hosts, Callee callee, List<@Nullable Object> values)
      throws UsageException, InterruptedException {
    SshConfiguration configuration = Targets.configuration(arguments);
    OutputMode mode = arguments.has(Option.QUIET) ? OutputMode.DISCARD : OutputMode.LINES;
    RunOptions options = Targets.options(arguments).withOutput(mode);
    Screen screen = Screen.of(arguments, terminal, out, err);
    MethodCall call = ready(callee, values);
    try (GivenPasswords passwords = GivenPasswords.of(arguments, terminal);
        ProxyOption proxy = ProxyOption.of(arguments, terminal);
        Tracing tracing = Tracing.of(arguments, terminal);
        Muster muster =
            Screen.open(
                arguments, proxy.with(configuration), passwords, tracing, hosts.size(), terminal)) {
      Group group = group(muster, hosts);
      if (arguments.has(Option.DRY_RUN)) {
        return dryRun(group, call, callee, values);
      }
      screen.warn(muster.notes());
      try (Run<Object> run = call.start(group, options)) {
        return follow(muster, run, screen, arguments, callee);
      }
    }
  }

  private static MethodCall ready(Callee callee, List<@Nullable Object> values)
      throws UsageException {
    try {
      return MethodCall.of(callee.method(), values);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Group group(Muster muster, List<String> hosts) throws UsageException {
    try {
      return muster.groupOf(hosts).oneShot();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private int dryRun(Group group, MethodCall call, Callee callee, List<@Nullable Object> values) {
    String words =
        values.stream()
            .map(JsonWriter::write)
            .collect(Collectors.joining(", ", callee.name() + "(", ")"));
    for (HostTask task : group.plan(Command.of("true"))) {
      out.line(SafeText.of(task.host() + ": " + Targets.where(task) + ": ") + words);
    }
    String size =
        String.format(Locale.ROOT, "%,d classes, %,d bytes", call.classes(), call.bytes());
    out.line(
        call.classes() == 0
            ? "no classes would travel: it is in every Java"
            : size + " would travel to each; they need Java " + Math.max(call.java(), 17));
    return ExitStatus.OK;
  }

  private int follow(
      Muster muster, Run<Object> run, Screen screen, Arguments arguments, Callee callee)
      throws InterruptedException {
    Summary summary = new Summary();
    boolean isVoid = callee.method().getReturnType() == void.class;
    CallPrinter printer = new CallPrinter(arguments, screen, out, summary, isVoid);
    boolean cut = screen.follower().follow(run, printer);
    printer.end();
    screen.finish(summary, run, muster);
    return cut ? ExitStatus.CANCELLED : summary.status();
  }
}
