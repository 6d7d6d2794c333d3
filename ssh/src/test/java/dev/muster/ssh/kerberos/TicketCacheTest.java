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

  /// `/tmp` is for everybody: another user can be there first, with tickets of his own.
  @Test
  void theUsualOneOfSomebodyElseIsNotUsed() throws Exception {
    Path cache = Files.writeString(folder.resolve("krb5cc_1"), "");
    long own = ((Number) Files.getAttribute(cache, "unix:uid")).longValue();
    assertThat(TicketCache.usual(cache, own).file()).hasValue(cache);
    assertThat(TicketCache.usual(cache, own + 1).file()).isEmpty();
    assertThat(TicketCache.usual(cache, own + 1).obstacle())
        .startsWith(cache + " belongs to somebody else");

    Path link = Files.createSymbolicLink(folder.resolve("link"), cache);
    assertThat(TicketCache.usual(link, own).file()).hasValue(link);
    assertThat(TicketCache.usual(link, own + 1).file()).isEmpty();
    Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("none"));
    assertThat(TicketCache.usual(nowhere, own + 1).obstacle()).contains("somebody else");
    assertThat(TicketCache.usual(folder.resolve("none"), own).obstacle())
        .startsWith("there is no ticket cache");
  }

  /// Reading a pipe would never end.
  @Test
  void whatIsNoFileIsNone() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    for (String name : new String[] {"FILE:" + pipe, "DIR::" + folder}) {
      assertThat(TicketCache.find(name, 1).file()).as(name).isEmpty();
      assertThat(TicketCache.find(name, 1).obstacle())
          .endsWith("is no file, and so no ticket cache");
    }
  }

  @Test
  void aNameThatIsNoFilesIsNone() {
    assertThat(TicketCache.find("FILE:/a\0b", 1).obstacle()).startsWith("KRB5CCNAME names no file");
  }
}
