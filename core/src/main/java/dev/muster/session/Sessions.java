package dev.muster.session;

import dev.muster.model.HostTask;
import dev.muster.model.Secrets;
import dev.muster.model.SshSettings;
import dev.muster.ssh.ConnectionOptions;
import dev.muster.ssh.SshClient;
import java.util.ArrayList;
import java.util.List;

/// All connections of one [dev.muster.ssh.SshClient], which it owns. Safe for use by many threads.
public final class Sessions implements AutoCloseable {

  private final SshClient client;
  private final Agent agent;
  private final ConnectionOptions options;
  private final List<String> notes;

  private Sessions(SshClient client, Agent agent, ConnectionOptions options, List<String> notes) {
    this.client = client;
    this.agent = agent;
    this.options = options;
    this.notes = notes;
  }

  /// Reads what the settings name, then opens the engine.
  ///
  /// @param loops how many event loops; 0: as many as there are processors
  /// @throws IllegalArgumentException if a setting or a file cannot be used
  public static Sessions open(SshSettings settings, Secrets secrets, int loops) {
    List<String> notes = new ArrayList<>();
    Agent agent = Agent.of(settings.login().agent());
    try {
      ConnectionOptions options = Terms.of(settings, secrets, agent, notes);
      SshClient client = loops == 0 ? SshClient.open() : SshClient.open(loops);
      return new Sessions(client, agent, options, List.copyOf(notes));
    } catch (RuntimeException e) {
      agent.close();
      throw e;
    }
  }

  /// Returns what the user should know though it stops nothing: keys not used, lines passed over.
  public List<String> notes() {
    return notes;
  }

  /// Returns the gateways of a group; nothing is connected yet.
  ///
  /// @param hosts the tasks that say where each host is, in the order of their ranks
  /// @param keep whether connections stay open when nobody uses them
  public GroupGateways group(List<HostTask> hosts, boolean keep) {
    return new GroupGateways(client, options, hosts, keep);
  }

  /// Ends every connection and waits for the engine to end; it is bounded.
  @Override
  public void close() {
    client.close();
    agent.close();
  }
}
