package dev.muster.it.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.Cluster;
import dev.muster.Gateway;
import dev.muster.Group;
import dev.muster.Muster;
import dev.muster.host.Spec;
import dev.muster.model.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Gateways that come and go: B2, B5, B7, B9, X10.
@Tag("peers")
@Timeout(120)
class ClusterTest {

  private static final Duration GRACE = Duration.ofSeconds(5);

  @TempDir Path folder;

  /// X10, B5: ids by themselves, chosen, ahead; taken ones are refused.
  @Test
  void idsAreGivenAndRefused() throws Exception {
    try (Muster muster = Muster.open();
        Cluster cluster = muster.cluster()) {
      assertThat(cluster.open().id()).isEqualTo("gw0");
      Spec ahead = cluster.reserve("local://id=gw2");
      assertThat(ahead).hasToString("local://id=gw2");
      Spec later = cluster.reserve("web7");
      assertThat(later).hasToString("web7//id=gw1");
      assertThat(cluster.open("local:").id()).isEqualTo("gw3");
      assertThat(cluster.open("local://id=mine").id()).isEqualTo("mine");
      assertThat(cluster.open(ahead).id()).isEqualTo("gw2");
      assertThat(cluster).extracting(Gateway::id).containsExactly("gw0", "gw3", "mine", "gw2");
      assertThat(cluster.gateway(1)).isEqualTo(cluster.gateway("gw3"));
      assertThat(cluster.contains("gw1")).isFalse();
      assertThat(cluster.size()).isEqualTo(4);
      assertThat(cluster).hasToString("cluster: group of 4: gw0, gw3, mine, gw2");
      for (String taken : List.of("local://id=mine", "local://id=gw1")) {
        assertThatThrownBy(() -> cluster.open(taken))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("is taken");
      }
      assertThatThrownBy(() -> cluster.open(ahead)).hasMessageContaining("was not reserved here");
      assertThatThrownBy(() -> cluster.gateway("none"))
          .hasMessageContaining("[gw0, gw3, mine, gw2]");
    }
  }

  /// X10, B7: what is opened unless something else is said; a bad one is refused at once.
  @Test
  void opensWhatIsStandard() throws Exception {
    Path there = folder.resolve("made/there");
    try (Muster muster = Muster.open();
        Cluster cluster = muster.cluster("local://chdir=" + there + "//env:ROLE=standard")) {
      Gateway first = cluster.open();
      assertThat(first.call(() -> System.getenv("ROLE")).orThrow()).isEqualTo("standard");
      assertThat(first.call(() -> Path.of("").toAbsolutePath().toString()).orThrow())
          .isEqualTo(there.toString());
      assertThat(Files.isDirectory(there)).isTrue();
      cluster.standard("local://env:ROLE=other");
      assertThat(cluster.open().call(() -> System.getenv("ROLE")).orThrow()).isEqualTo("other");
      assertThat(first.call(() -> System.getenv("ROLE")).orThrow()).isEqualTo("standard");
      assertThatThrownBy(() -> cluster.standard("local://id=one"))
          .hasMessageContaining("leave //id out");
      assertThatThrownBy(() -> muster.cluster("docker:"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /// B9, B2, X10: members of several kinds come, go and come again; a group of them stays as it
  /// was.
  @Test
  void membersComeAndGo() throws Exception {
    try (Muster muster = Muster.open();
        Cluster cluster = muster.cluster()) {
      cluster.open();
      cluster.open("command:env //id=env");
      Group before = cluster.group();
      cluster.open("local://id=behind//via=env");
      assertThat(cluster.call(() -> 1).orThrow().results())
          .extracting(Result::host)
          .containsExactly("gw0", "env", "behind");
      assertThat(before.names()).containsExactly("gw0", "env");
      long pid = cluster.gateway("gw0").call(() -> ProcessHandle.current().pid()).orThrow();
      cluster.remove("gw0", GRACE);
      Soon.that("it is gone", () -> ProcessHandle.of(pid).isEmpty());
      assertThat(cluster.contains("gw0")).isFalse();
      assertThatThrownBy(() -> cluster.remove("gw0", GRACE)).hasMessageContaining("[env, behind]");
      assertThatThrownBy(() -> before.gateway("gw0").call(() -> 1))
          .hasMessage("the group is closed");
      assertThat(cluster.open("local://id=gw0").call(() -> 2).orThrow()).isEqualTo(2);
      assertThat(cluster.group().names()).containsExactly("env", "behind", "gw0");
    }
  }

  /// X10, X11: ended with what others go through last, used again, and closed for good.
  @Test
  void isUsedAgainAfterItsEndAndNotAfterItsClose() throws Exception {
    try (Muster muster = Muster.open()) {
      Cluster cluster = muster.cluster();
      cluster.open("local://id=far//via=way");
      cluster.open("local://id=way");
      List<Long> pids = pids(cluster);
      cluster.terminate(GRACE);
      Soon.that(
          "they are gone", () -> pids.stream().allMatch(pid -> ProcessHandle.of(pid).isEmpty()));
      List<Long> again = pids(cluster);
      assertThat(again).doesNotContainAnyElementsOf(pids);
      cluster.close();
      cluster.close();
      Soon.that(
          "they are gone", () -> again.stream().allMatch(pid -> ProcessHandle.of(pid).isEmpty()));
      assertThatThrownBy(cluster::open).hasMessage("the cluster is closed");
      assertThat(cluster).isEmpty();
    }
  }

  private static List<Long> pids(Cluster cluster) throws InterruptedException {
    return cluster.call(() -> ProcessHandle.current().pid()).orThrow().results().stream()
        .map(Result::orThrow)
        .toList();
  }
}
