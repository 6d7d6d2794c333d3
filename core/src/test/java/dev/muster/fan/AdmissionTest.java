package dev.muster.fan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.muster.model.RunOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Times are in milliseconds from the start.
class AdmissionTest {

  private static final long START = -5_000_000_000L; // a clock may begin anywhere, below zero too

  private static RunOptions options() {
    return RunOptions.standard()
        .withFanOut(2)
        .withTimeout(Duration.ofMillis(100))
        .withDeadline(Duration.ofMillis(1000))
        .withGrace(Duration.ofMillis(10));
  }

  private static long at(long millis) {
    return START + millis * 1_000_000;
  }

  /// Returns everything that is decided at one time, as `BEGIN 0`.
  private static List<String> decided(Admission admission, long millis) {
    List<String> decided = new ArrayList<>();
    for (Decision d = admission.next(at(millis), false);
        d != null;
        d = admission.next(at(millis), false)) {
      decided.add(d.act() + " " + d.rank());
      if (d.act() == Decision.Act.SKIP || d.act() == Decision.Act.GIVE_UP) {
        admission.ended(d.rank());
      }
    }
    return decided;
  }

  private static long wakeMillis(Admission admission, long millis) {
    long wake = admission.wakeAt(at(millis), false);
    return wake == Long.MAX_VALUE ? -1 : (wake - START) / 1_000_000;
  }

  /// A script of `time: event` steps and what is decided at each; `end N` is the end of a host,
  /// `stop N`, `cancel` and `hurry` are the caller's.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hosts begin in order up to the limit         | 0: look; 1: look               | BEGIN 0,BEGIN 1;
          the end of one begins the next               | 0: look; 5: end 1; 6: end 0    | BEGIN 0,BEGIN 1;BEGIN 2;BEGIN 3
          a late host is asked, dropped and given up   | 0: look; 99: look; 100: look; 109: look; 110: look; 120: look | BEGIN 0,BEGIN 1;;ASK 0,ASK 1;;DROP 0,DROP 1;GIVE_UP 0,GIVE_UP 1,BEGIN 2,BEGIN 3
          who ends when asked is not dropped           | 0: look; 50: end 0; 100: look; 105: end 1; 110: look | BEGIN 0,BEGIN 1;BEGIN 2;ASK 1;BEGIN 3;
          who ends when dropped is not given up        | 0: look; 100: look; 110: look; 111: end 0; 112: end 1; 120: look | BEGIN 0,BEGIN 1;ASK 0,ASK 1;DROP 0,DROP 1;BEGIN 2;BEGIN 3;
          each host has its own time                   | 0: look; 60: end 0; 100: look; 110: end 1; 159: look; 160: look | BEGIN 0,BEGIN 1;BEGIN 2;ASK 1;BEGIN 3;;ASK 2
          cancelled: nobody begins, who runs is asked  | 0: look; 5: cancel; 6: end 0   | BEGIN 0,BEGIN 1;SKIP 2,SKIP 3,ASK 0,ASK 1;
          cancelled before anything: all are skipped   | 0: cancel                      | SKIP 0,SKIP 1,SKIP 2,SKIP 3
          the deadline stops the run                   | 0: look; 1000: look           | BEGIN 0,BEGIN 1;SKIP 2,SKIP 3,ASK 0,ASK 1
          one that runs is stopped: it goes down the ladder | 0: look; 5: stop 0; 15: look; 20: end 0; 30: end 1 | BEGIN 0,BEGIN 1;ASK 0;DROP 0;BEGIN 2;BEGIN 3
          one that waits is stopped: skipped out of turn | 0: look; 5: stop 2; 6: end 0; 7: end 3; 8: look | BEGIN 0,BEGIN 1;SKIP 2;BEGIN 3;;
          the last that waits is stopped               | 0: look; 5: stop 3; 6: stop 2; 7: end 0; 8: end 1 | BEGIN 0,BEGIN 1;SKIP 3;SKIP 2;;
          one is stopped twice, or when it is over     | 0: look; 5: stop 0; 6: stop 0; 7: end 0; 8: stop 0 | BEGIN 0,BEGIN 1;ASK 0;;BEGIN 2;
          one and then all are stopped                 | 0: look; 5: stop 3; 6: stop 0; 7: cancel | BEGIN 0,BEGIN 1;SKIP 3;ASK 0;SKIP 2,ASK 1
          all and then one are stopped                 | 0: look; 5: cancel; 6: stop 0; 15: look | BEGIN 0,BEGIN 1;SKIP 2,SKIP 3,ASK 0,ASK 1;;DROP 0,DROP 1
          one before anything begins                   | 0: stop 0                     | SKIP 0,BEGIN 1,BEGIN 2
          hurried: down the ladder at once             | 0: look; 5: cancel; 6: hurry   | BEGIN 0,BEGIN 1;SKIP 2,SKIP 3,ASK 0,ASK 1;DROP 0,DROP 1,GIVE_UP 0,GIVE_UP 1
          """)
  void decides(String name, String script, String expected) {
    Admission admission = new Admission(4, options(), at(0));
    List<String> all = new ArrayList<>();
    for (String step : script.split(";", -1)) {
      String[] parts = step.strip().split("[: ]+", -1);
      long millis = Long.parseLong(parts[0]);
      switch (parts[1]) {
        case "end" -> admission.ended(Integer.parseInt(parts[2]));
        case "stop" -> admission.cancel(Integer.parseInt(parts[2]));
        case "cancel" -> admission.cancel();
        case "hurry" -> {
          admission.cancel();
          admission.hurry();
        }
        default -> {}
      }
      all.add(String.join(",", decided(admission, millis)));
    }
    assertThat(sorted(String.join(";", all))).as(name).isEqualTo(sorted(expected));
  }

  /// At one time the order of the acts on different hosts does not matter; that of the times does.
  private static List<List<String>> sorted(String decisions) {
    List<List<String>> times = new ArrayList<>();
    for (String time : decisions.split(";", -1)) {
      times.add(java.util.Arrays.stream(time.split(",", -1)).sorted().toList());
    }
    return times;
  }

  @Test
  void beginsAtMostSoManyASecond() {
    Admission admission = new Admission(4, options().withFanOut(4).withConnectRate(100), at(0));
    assertThat(decided(admission, 0)).containsExactly("BEGIN 0");
    assertThat(wakeMillis(admission, 0)).isEqualTo(10);
    assertThat(decided(admission, 9)).isEmpty();
    assertThat(decided(admission, 10)).containsExactly("BEGIN 1");
    assertThat(decided(admission, 35))
        .as("a late timer is made up for")
        .containsExactly("BEGIN 2", "BEGIN 3");
  }

  @Test
  void makesUpForAShortTimeOnly() {
    Admission admission =
        new Admission(
            1000,
            options().withFanOut(1000).withConnectRate(1000).withTimeout(Duration.ofHours(1)),
            at(0));
    decided(admission, 0);
    assertThat(decided(admission, 900)).hasSizeBetween(50, 52);
  }

  @Test
  void beginsNobodyWhileTooMuchIsUnread() {
    Admission admission = new Admission(4, options(), at(0));
    assertThat(admission.next(at(0), true)).isNull();
    assertThat(admission.wakeAt(at(0), true)).as("only the deadline").isEqualTo(at(1000));
    assertThat(decided(admission, 1)).containsExactly("BEGIN 0", "BEGIN 1");
  }

  @Test
  void stopsHostsThoughTooMuchIsUnread() {
    Admission admission = new Admission(4, options(), at(0));
    decided(admission, 0);
    assertThat(admission.next(at(100), true)).isEqualTo(new Decision(Decision.Act.ASK, 0));
  }

  @Test
  void wakesForWhatHappensByItself() {
    Admission admission = new Admission(3, options(), at(0));
    assertThat(wakeMillis(admission, 0)).as("begin").isZero();
    decided(admission, 0);
    assertThat(wakeMillis(admission, 1)).as("timeout of the oldest").isEqualTo(100);
    decided(admission, 100);
    assertThat(wakeMillis(admission, 100)).as("grace").isEqualTo(110);
    decided(admission, 110);
    assertThat(wakeMillis(admission, 110)).as("grace again").isEqualTo(120);
    decided(admission, 120);
    assertThat(wakeMillis(admission, 120)).as("timeout of the third").isEqualTo(220);
    admission.ended(2);
    assertThat(wakeMillis(admission, 121)).as("over").isEqualTo(-1);
    assertThat(admission.isOver()).isTrue();
  }

  /// Time goes on between a look and the next: what falls due in between must not be slept over.
  @Test
  void wakesAtOnceForWhatIsDue() {
    Admission admission = new Admission(1, options(), at(0));
    decided(admission, 0);
    assertThat(wakeMillis(admission, 107)).as("late").isEqualTo(107);
    decided(admission, 107);
    assertThat(wakeMillis(admission, 200)).as("asked long ago").isEqualTo(200);
    decided(admission, 200);
    assertThat(wakeMillis(admission, 300)).as("dropped long ago").isEqualTo(300);
    decided(admission, 300);
    assertThat(wakeMillis(admission, 301)).isEqualTo(-1);
  }

  @Test
  void saysWhyAHostIsStopped() {
    Admission admission = new Admission(3, options().withFanOut(1), at(0));
    decided(admission, 0);
    assertThat(admission.why(0, at(50))).isEqualTo(Stop.NONE);
    assertThat(admission.why(0, at(100))).isEqualTo(Stop.TIMEOUT);
    admission.ended(0);
    decided(admission, 950);
    admission.next(at(1000), false);
    assertThat(admission.why(1, at(1000))).isEqualTo(Stop.DEADLINE);
    assertThat(admission.why(2, at(1000))).isEqualTo(Stop.DEADLINE);
  }

  @Test
  void countsAndFindsTheSlowest() {
    Admission admission = new Admission(4, options(), at(0));
    assertThat(admission.slowest()).isEqualTo(-1);
    decided(admission, 0);
    assertThat(admission.waiting()).isEqualTo(2);
    assertThat(admission.running()).isEqualTo(2);
    assertThat(admission.slowest()).isZero();
    admission.ended(0);
    assertThat(admission.slowest()).isEqualTo(1);
    assertThat(admission.tookNanos(1, at(7))).isEqualTo(7_000_000);
  }

  @Test
  void refusesAnEndThatCannotBe() {
    Admission admission = new Admission(4, options(), at(0));
    assertThatIllegalStateException().isThrownBy(() -> admission.ended(0));
    decided(admission, 0);
    admission.ended(0);
    assertThatIllegalStateException().isThrownBy(() -> admission.ended(0));
  }

  @Test
  void ofNoHostsIsOver() {
    assertThat(new Admission(0, options(), at(0)).isOver()).isTrue();
  }
}
