package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.model.Completed.Exited;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupResultTest {

  private static final Output A = Output.of(new byte[] {65}, new byte[0], false);

  private static Result<Completed> exited(String host, int rank, int code) {
    Output own = Output.of(new byte[] {65}, new byte[0], false);
    return new Result.Done<>(host, rank, Duration.ZERO, new Exited(code, own));
  }

  private static Result<Completed> unreached(String host, int rank) {
    return new Result.Unreached<>(
        host,
        rank,
        Duration.ZERO,
        new Failure.Network(Phase.CONNECT, "10.0.0.1:22", "connect: 10.0.0.1:22: refused"));
  }

  private final GroupResult<Completed> mixed =
      new GroupResult<>(
          List.of(exited("a", 0, 0), exited("b", 1, 3), unreached("c", 2), exited("a", 3, 0)),
          Duration.ofSeconds(1));

  @Test
  void partsSuccessesFromFailuresInTheOrderGiven() {
    assertThat(mixed.successful()).extracting(Result::rank).containsExactly(0, 3);
    assertThat(mixed.failures()).extracting(Result::host).containsExactly("b", "c");
    assertThat(mixed.ok()).isFalse();
  }

  @Test
  void foldsEqualEndingsUnderTheirHosts() {
    assertThat(mixed.fold())
        .containsExactly(
            new GroupResult.Fold<>(new Exited(0, A), List.of("a", "a")),
            new GroupResult.Fold<>(new Exited(3, A), List.of("b")));
  }

  @Test
  void throwsIfAskedTo() {
    assertThatExceptionOfType(HostsFailedException.class)
        .isThrownBy(mixed::orThrow)
        .withMessage("2 of 4 hosts failed\nb: exited 3\nc: connect: 10.0.0.1:22: refused")
        .satisfies(e -> assertThat(e.failures()).hasSize(2));
    GroupResult<Completed> good = new GroupResult<>(List.of(exited("a", 0, 0)), Duration.ZERO);
    assertThat(good.orThrow()).isSameAs(good);
  }

  @Test
  void givesTheValuesIfAllSucceeded() {
    assertThatExceptionOfType(HostsFailedException.class)
        .isThrownBy(mixed::values)
        .withMessageStartingWith("2 of 4 hosts failed");
    GroupResult<Completed> good =
        new GroupResult<>(List.of(exited("a", 0, 0), exited("a", 1, 0)), Duration.ZERO);
    assertThat(good.values()).containsExactly(new Exited(0, A), new Exited(0, A));
  }

  @Test
  void namesTenFailuresAtMost() {
    List<Result<Completed>> results = new ArrayList<>();
    for (int rank = 0; rank < 12; rank++) {
      results.add(unreached("h" + rank, rank));
    }
    assertThatExceptionOfType(HostsFailedException.class)
        .isThrownBy(() -> new GroupResult<>(results, Duration.ZERO).orThrow())
        .withMessageStartingWith("12 of 12 hosts failed\nh0: ")
        .withMessageEndingWith("\nand 2 more");
  }

  @Test
  void saysWhetherTheCommandMayHaveRun() {
    Failure why =
        new Failure.TimedOut(Phase.RUN, "x:22", Duration.ofSeconds(5), Failure.TimedOut.Scope.HOST);
    assertThat(new Result.Lost<Completed>("h", 0, Duration.ZERO, why, A).message())
        .isEqualTo("h: run: not done within its timeout of 5s; it may have run");
    assertThat(new Result.Unreached<Completed>("h", 0, Duration.ZERO, why).message())
        .isEqualTo("h: run: not done within its timeout of 5s");
  }

  @Test
  void handsOutHostsAndResultsInOrder() {
    List<String> heard = new ArrayList<>();
    mixed.forEach((host, result) -> heard.add(host + result.rank()));
    assertThat(heard).containsExactly("a0", "b1", "c2", "a3");
  }
}
