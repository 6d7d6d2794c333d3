package dev.muster.ssh.kerberos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.ssh.auth.Account;
import dev.muster.ssh.auth.GssException;
import dev.muster.ssh.config.LocalSide;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KerberosTicketsTest {

  private static final Account ACCOUNT = new Account("alice", "host", 22);

  @TempDir Path folder;

  private KerberosTickets tickets() {
    Map<String, String> environment = Map.of("KRB5CCNAME", "FILE:" + folder.resolve("cache"));
    LocalSide local = new LocalSide("alice", 1000, "/home/alice", "desk", environment);
    return KerberosTickets.of(KerberosOptions.standard(), local);
  }

  @Test
  void areNotTriedWhereThereIsNoCacheUntilThereIsOne() throws Exception {
    KerberosTickets tickets = tickets();
    assertThat(tickets.obstacle()).startsWith("there is no ticket cache " + folder);
    assertThatExceptionOfType(GssException.class)
        .isThrownBy(() -> tickets.begin(ACCOUNT))
        .withMessage(tickets.obstacle());

    Files.writeString(folder.resolve("cache"), "");
    assertThat(tickets.obstacle()).isNotEmpty();
    tickets.refresh();
    assertThat(tickets.obstacle()).isEmpty();
  }

  @Test
  void aCacheThatHoldsNoTicketIsNamed() throws Exception {
    Files.writeString(folder.resolve("cache"), "no tickets");
    KerberosTickets tickets = tickets();
    assertThatExceptionOfType(GssException.class)
        .isThrownBy(() -> tickets.begin(ACCOUNT))
        .withMessageStartingWith(folder.resolve("cache") + " ");
  }
}
