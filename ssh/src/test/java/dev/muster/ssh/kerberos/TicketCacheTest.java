package dev.muster.ssh.kerberos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicketCacheTest {

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # KRB5CCNAME        | the file
          /DIR/file           | file
          FILE:/DIR/file      | file
          file:/DIR/file      | file
          WRFILE:/DIR/file    | file
          DIR:/DIR            | tktOther
          DIR::/DIR/tktOther  | tktOther
          """)
  void findsTheFileThatIsNamed(String name, String file) throws Exception {
    Files.writeString(folder.resolve("file"), "");
    Files.writeString(folder.resolve("tktOther"), "");
    Files.writeString(folder.resolve("primary"), "tktOther\n");
    TicketCache cache = TicketCache.find(name.replace("/DIR", folder.toString()), 1);
    assertThat(cache.obstacle()).isEmpty();
    assertThat(cache.file()).hasValue(folder.resolve(file));
  }

  @Test
  void aFolderWithoutAPrimaryCacheHasTheUsualOne() throws Exception {
    Files.writeString(folder.resolve("tkt"), "");
    assertThat(TicketCache.find("DIR:" + folder, 1).file()).hasValue(folder.resolve("tkt"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # KRB5CCNAME       | what is said
          /DIR/none          | there is no ticket cache /DIR/none; run kinit, with KRB5CCNAME if its tickets go elsewhere: Java reads FILE: and DIR: only
          FILE:/DIR/none     | there is no ticket cache /DIR/none; run kinit
          KEYRING:user:1     | KRB5CCNAME names a ticket cache of type KEYRING, which Java cannot read; use FILE: or DIR:
          kcm:               | KRB5CCNAME names a ticket cache of type KCM, which Java cannot read; use FILE: or DIR:
          DIR:/DIR           | /DIR/primary names no ticket cache
          """)
  void saysWhyThereIsNone(String name, String said) throws Exception {
    Files.writeString(folder.resolve("primary"), "../tkt\n");
    TicketCache cache = TicketCache.find(name.replace("/DIR", folder.toString()), 1);
    assertThat(cache.file()).isEmpty();
    assertThat(cache.obstacle()).startsWith(said.replace("/DIR", folder.toString()));
  }

  @Test
  void theUsualOneIsTheUsers() {
    assertThat(TicketCache.find("", 4_000_000_007L).obstacle())
        .startsWith("there is no ticket cache /tmp/krb5cc_4000000007; ");
  }

  @Test
  void aNameThatIsNoFilesIsNone() {
    assertThat(TicketCache.find("FILE:/a\0b", 1).obstacle()).startsWith("KRB5CCNAME names no file");
  }
}
