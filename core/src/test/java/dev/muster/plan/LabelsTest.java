package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.host.HostSet;
import dev.muster.host.Spec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelsTest {

  private static String labels(String... specs) {
    Labels labels = new Labels();
    return String.join(" ", Arrays.stream(specs).map(Spec::parse).map(labels::of).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          command:kubectl exec -i web-0 --              | kubectl-exec-web-0
          command:kubectl exec -i deploy/web -c app --  | kubectl-exec-deploy-web-app
          command:/usr/bin/sudo -n -u app               | sudo-app
          command:ssh -T -p 22 -l amy web1.lan          | ssh-22-amy-web1.lan
          command:env A=b C=d                           | env
          command:nsenter --target=7 -t 12 -m           | nsenter-12
          command:'/opt/my tool' "a b" '$x;y'             | my-tool-a-b-x-y
          command:-x -y                                 | x
          command:env//id=mine                          | mine
          """)
  void aCommandIsCalledByItsWords(String spec, String label) {
    assertThat(labels(spec)).isEqualTo(label);
    assertThat(HostSet.parse(label).names()).containsExactly(label);
  }

  @Test
  void theSameLabelsAreNumberedInOrder() {
    assertThat(labels("command:sudo -n", "command:sudo -k", "command:sudo -n", "command:sudo -K"))
        .isEqualTo("sudo sudo-2 sudo sudo-3");
    assertThat(labels("command:x//id=sudo-2", "command:sudo -n", "command:sudo -k"))
        .isEqualTo("sudo-2 sudo sudo-3");
    assertThat(labels("local:a", "local:a", "docker:a", "command:env //id=a")).isEqualTo("a a a a");
  }

  @Test
  void aLabelIsNotLong() {
    assertThat(labels("command:" + "word ".repeat(1000))).hasSize(60);
  }
}
