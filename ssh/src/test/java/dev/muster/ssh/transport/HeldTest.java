package dev.muster.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is said during a key exchange.
class HeldTest {

  @Test
  void isHandedOutInOrderAndLeavesNoCopy() {
    Held held = new Held();
    byte[] password = {50, 1, 2, 3};
    byte[] other = {94, 4};
    held.add(password);
    held.add(other);
    assertThat(held.bytes()).isEqualTo(6);
    List<byte[]> out = new ArrayList<>();
    held.release(message -> out.add(message.clone()));
    assertThat(out).containsExactly(new byte[] {50, 1, 2, 3}, new byte[] {94, 4});
    assertThat(password).containsOnly(0);
    assertThat(other).containsOnly(0);
    assertThat(held.bytes()).isZero();
  }

  @Test
  void leavesNoCopyIfItIsNeverSent() {
    Held held = new Held();
    byte[] password = {50, 1, 2, 3};
    held.add(password);
    held.forget();
    assertThat(password).containsOnly(0);
    assertThat(held.bytes()).isZero();
  }
}
