package dev.muster.session.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import org.junit.jupiter.api.Test;

class AgentJarTest {

  /// Every host is sent it.
  @Test
  void isSmall() {
    assertThat(AgentJar.bytes().length).isBetween(50_000, 150_000);
  }

  @Test
  void holdsWhatStartsAndAllElsePackedTogether() throws Exception {
    List<String> names = new ArrayList<>();
    try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(AgentJar.bytes()))) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("dev.muster.agent.boot.Boot");
      for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
        names.add(entry.getName());
      }
    }
    assertThat(names).containsExactly("dev/muster/agent/boot/Boot.class", "classes.gz");
  }
}
