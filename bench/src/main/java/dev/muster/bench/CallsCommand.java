package dev.muster.bench;

import dev.muster.Gateway;
import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.MusterOptions;
import dev.muster.model.HostKeys;
import dev.muster.model.SshSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// One measure of remote calls in this process; [CallsBench] starts it as a process of its own.
@Command(
    name = "calls-work",
    hidden = true,
    description = "Measures remote calls in this process, as the peer's client does.")
final class CallsCommand implements Callable<Integer> {

  @Option(names = "--work", required = true)
  private String work = "";

  @Option(names = "--port")
  private int port;

  @Option(names = "--user")
  private String user = "";

  @Option(names = "--key")
  private Path key = Path.of("id");

  @Option(names = "--cache", description = "where the agent is kept on the host")
  private Path cache = Path.of("cache");

  @Override
  public Integer call() throws InterruptedException, IOException {
    CallWork named = CallsBench.named(work);
    switch (named) {
      case FIRST, FIRST_ALONE_WARM, FIRST_ALONE_COLD, FIRST_AOT_WARM, FIRST_AOT_COLD, HOST_MEMORY ->
          onHost(named);
      case TRIPS, ITEMS, BULK, BESIDE_UP, BESIDE_DOWN, MANY, MEMORY -> local(named, "local:");
      case PIPE_TRIPS, PIPE_BULK -> local(named, "command:env");
    }
    return 0;
  }

  private void onHost(CallWork named) throws InterruptedException, IOException {
    SshSettings settings =
        SshSettings.standard()
            .withUser(user)
            .withPort(port)
            .withIdentity(key)
            .withHostKeys(HostKeys.standard().withMode(HostKeys.Mode.OFF));
    try (Muster muster = Muster.open(MusterOptions.standard().withSsh(settings))) {
      FirstCalls calls = new FirstCalls(System.out, muster, cache);
      switch (named) {
        case FIRST -> calls.warm();
        case HOST_MEMORY -> calls.memory();
        default -> calls.alone(named.isCold() ? "cold_ms" : "warm_ms");
      }
    }
  }

  private static void local(CallWork named, String spec) throws InterruptedException, IOException {
    try (Muster muster = Muster.open();
        Group group = muster.group(spec)) {
      Gateway gateway = group.gateway(0);
      LocalCalls calls = new LocalCalls(System.out, muster, Amounts.standard());
      switch (named) {
        case TRIPS, PIPE_TRIPS -> calls.trips(gateway);
        case ITEMS -> calls.items(gateway);
        case BULK, PIPE_BULK -> calls.bulk(gateway);
        case BESIDE_UP -> new CallsBeside(System.out, gateway).up();
        case BESIDE_DOWN -> new CallsBeside(System.out, gateway).down();
        case MANY -> calls.many(gateway);
        default -> calls.memory(gateway);
      }
    }
  }
}
