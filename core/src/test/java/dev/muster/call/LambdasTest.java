package dev.muster.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.wire.remote.Function0;
import dev.muster.wire.remote.Function1;
import org.junit.jupiter.api.Test;

class LambdasTest {

  record Point(int x, int y) {
    int sum() {
      return x + y;
    }
  }

  static String greet(String name) {
    return "hello " + name;
  }

  @Test
  void first() throws Throwable {
    int seven = 7;
    assertThat(FarEnd.run((Function0<String>) () -> "x" + seven)).isEqualTo("x7");
    assertThat(FarEnd.run((Function1<String, String>) LambdasTest::greet, "you"))
        .isEqualTo("hello you");
    assertThat(FarEnd.run((Function0<Point>) () -> new Point(1, 2))).isEqualTo("Point[x=1, y=2]");
    var point = new Point(4, 5);
    assertThat(FarEnd.run((Function0<Integer>) point::sum)).isEqualTo("9");
    assertThat(FarEnd.run((Function1<String, String>) System::getenv, "HOME"))
        .isEqualTo(System.getenv("HOME"));
    System.err.println(
        Closure.of(Taken.apart((Function0<Point>) () -> new Point(1, 2)).target()).classes());
    System.err.println(
        Closure.of(Taken.apart((Function1<String, String>) System::getenv).target()));
  }
}
