package dev.muster.session;

import dev.muster.fan.Work;
import dev.muster.fan.WorkEnd;
import dev.muster.fan.WorkListener;
import dev.muster.model.Command;
import dev.muster.model.HostTask;
import dev.muster.model.StdStream;

/// A signal to a command that `sudo` began: the server, which has the rights of the user who logged
/// in, may send it none. `kill` does, under `sudo` too, in a session beside the command's.
final class SudoSignal implements WorkListener {

  /// The process and those of its group, as a server would, but for `sudo` and whoever called it:
  /// they would pass the signal on once more, or die of it. Where `ps` does not tell, the process
  /// alone.
  private static final String KILL =
      """
      group=$(ps -e -o pid= -o ppid= -o pgid= | awk -v p="$2" '
        { above[$1] = $2; group[$1] = $3 }
        END {
          for (a = above[p]; a > 1; a = above[a]) left[a]
          for (x in group) if (group[x] == group[p] && !(x in left)) print x
        }')
      kill -s "$1" ${group:-$2}
      """;

  private final Runnable then;

  private SudoSignal(Runnable then) {
    this.then = then;
  }

  /// Sends a signal.
  ///
  /// @param to what the command was begun for
  /// @param process the number of its process
  /// @param then run when it is sent, or cannot be
  static Work send(
      String name, String process, HostTask to, Job job, Gateway gateway, Runnable then) {
    SudoTerms terms = job.sudo().orElseThrow();
    Command kill = Command.of("/bin/sh", "-c", KILL, "sh", name, process).sudo(terms.user());
    String line = kill.line("", 0, terms.marks());
    HostTask task = new HostTask(to.host(), to.rank(), to.name(), to.port(), to.user(), line);
    SshWork work = new SshWork(task, job.alone(), new SudoSignal(then));
    work.begin(gateway);
    return work;
  }

  @Override
  public void output(Work work, StdStream stream, byte[] bytes) {
    work.consumed(bytes.length);
  }

  @Override
  public void ended(WorkEnd end) {
    then.run();
  }
}
