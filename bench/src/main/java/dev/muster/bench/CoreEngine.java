package dev.muster.bench;

import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.model.Command;
import dev.muster.model.Completed;
import dev.muster.model.GroupResult;
import dev.muster.model.HostKeys;
import dev.muster.model.Result;
import dev.muster.model.RunOptions;
import dev.muster.model.SshSettings;
import dev.muster.model.StdStream;
import java.util.ArrayList;
import java.util.List;

/// Muster as a library, as its users have it.
final class CoreEngine implements Engine {

  private final Muster muster;

  CoreEngine(Access access) {
    SshSettings settings =
        SshSettings.standard()
            .withUser(access.user())
            .withPort(access.port())
            .withIdentity(access.key())
            .withHostKeys(HostKeys.standard().withMode(HostKeys.Mode.OFF));
    this.muster = Muster.open(MusterOptions.standard().withSsh(settings));
  }

  @Override
  public Tally run(List<String> hosts, int limit, String command, boolean keep)
      throws InterruptedException {
    Group kept = muster.groupOf(hosts);
    Group group = keep ? kept : kept.oneShot();
    RunOptions options = RunOptions.standard().withFanOut(limit);
    GroupResult<Completed> done = group.run(Command.shell(command), options);
    int ok = 0;
    long bytes = 0;
    List<String> failures = new ArrayList<>();
    for (Result<Completed> result : done) {
      if (result instanceof Result.Done<Completed>(_, _, _, Completed value) && value.ok()) {
        ok++;
        bytes += value.output().size(StdStream.OUT);
      } else {
        failures.add(result.message());
      }
    }
    return new Tally(ok, bytes, failures);
  }

  @Override
  public void close() {
    muster.close();
  }
}
