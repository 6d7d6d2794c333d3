package dev.muster.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Runs programs on a host, and looks at and ends processes: `web.call(Processes::shell,
/// "uptime")`.
///
/// A program that exits with a status other than 0 is a result like any other; [Ran#orThrow] makes
/// an exception of it. It is looked for on the agent's PATH and in the system's own folders
/// (`/usr/sbin` and the like). If the call is cancelled, or its time is over, it is ended with all
/// that it started, which is known by an environment variable, `MUSTER_PROGRAM`, also where it went
/// its own ways.
public final class Processes {

  private static final Path PROC = Path.of("/proc");

  private Processes() {}

  /// Runs a program. When it has ended, the call is over: what it left running in the background
  /// goes on, and finds its streams closed if it kept them.
  ///
  /// @throws IOException if it cannot be started
  /// @throws InterruptedException if the call is cancelled; nothing of the program is left
  public static Ran run(Program program) throws IOException, InterruptedException {
    return Exec.run(program, Which.folders());
  }

  /// Runs a program with its arguments, which no shell reads.
  public static Ran exec(List<String> words) throws IOException, InterruptedException {
    return run(Program.of(words));
  }

  /// Runs a command line by `/bin/sh`. Quote with care what comes from elsewhere, or use [#exec].
  public static Ran shell(String line) throws IOException, InterruptedException {
    return run(Program.shell(line));
  }

  /// Returns where a program is that [#run] would find.
  public static Optional<String> which(String name) {
    if (name.isEmpty() || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("\"" + name + "\" is no name of a program");
    }
    return Which.find(name, Which.folders()).map(Path::toString);
  }

  /// Returns the processes that the agent may see, in the order of their numbers.
  public static List<ProcessInfo> list() {
    return ProcessScan.all(PROC);
  }

  /// Returns the processes in whose command line a regular expression finds something.
  public static List<ProcessInfo> matching(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return list().stream().filter(process -> pattern.matcher(process.command()).find()).toList();
  }

  /// Ends a process with all that it started: TERM, time to obey, KILL. One that is not there has
  /// ended.
  ///
  /// @throws IllegalArgumentException if it is the first of all, the agent, or one that the agent
  ///   runs below
  /// @throws IOException if it, or one that it started, is there even so
  public static Change kill(long pid, Duration grace, Mode mode)
      throws IOException, InterruptedException {
    Optional<ProcessHandle> found = ProcessScan.target(pid);
    ChangeLog log = new ChangeLog(mode);
    if (found.isEmpty()) {
      return log.done();
    }
    long more = found.get().descendants().count();
    String what = "process " + pid + ": ended, and " + more + " that it started";
    if (log.differs(more == 0 ? "process " + pid + ": ended" : what)) {
      List<ProcessHandle> left =
          new ProcessTree(found.get(), Optional.empty()).end(grace, () -> {});
      if (!left.isEmpty()) {
        throw new IOException(
            "process "
                + left.get(0).pid()
                + " did not end; it may be another user's, or hang in the kernel");
      }
    }
    return log.done();
  }

  /// Sends a signal to a process.
  ///
  /// @param name its name without `SIG`, such as `HUP`
  /// @throws IOException if there is no such process, or it is another user's
  public static Change signal(long pid, String name, Mode mode)
      throws IOException, InterruptedException {
    if (!name.matches("[A-Z][A-Z0-9]{1,9}")) {
      throw new IllegalArgumentException("\"" + name + "\" is no name of a signal such as HUP");
    }
    if (ProcessScan.target(pid).isEmpty()) {
      throw new IOException("there is no process " + pid);
    }
    ChangeLog log = new ChangeLog(mode);
    if (log.differs("process " + pid + ": signal " + name)) {
      run(Program.of("/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "kill", name, Long.toString(pid)))
          .orThrow();
    }
    return log.done();
  }
}
