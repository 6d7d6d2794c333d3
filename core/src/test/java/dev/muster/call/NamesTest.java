package dev.muster.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  private static List<String> in(String text) {
    var names = new ArrayList<String>();
    Names.in(text, names);
    return names;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # descriptor or signature                            | classes named
          I                                                    |
          [[J                                                  |
          ()V                                                  |
          La/B;                                                | a/B
          [[La/B;                                              | a/B
          (ILa/B;[JLc/D;)La/B;                                 | a/B c/D a/B
          TT;                                                  |
          (TT;ITL;La/B;)TL;                                    | a/B
          La/List<La/B;>;                                      | a/B a/List
          La/Map<+La/B;-Lc/D;>;                                | a/B c/D a/Map
          La/Map<*TT;[I>;                                      | a/Map
          La/Map<[[La/B;La/Set<La/C;>;>;                       | a/B a/C a/Set a/Map
          La/Outer<TT;>.Inner;                                 | a/Outer a/Outer$Inner
          La/Outer<La/B;>.Mid<La/C;>.Inner;                    | a/B a/Outer a/C a/Outer$Mid a/Outer$Mid$Inner
          <T:La/B;>La/C<TT;>;                                  | a/B a/C
          <T::La/I;>La/C;                                      | a/I a/C
          <T:La/B;:La/I;:La/J<TT;>;U:TT;>La/C;Lb/D<TU;>;       | a/B a/I a/J a/C b/D
          <LONG:Ljava/lang/Object;TT:[LONG;>(TLONG;)V^La/E;^TTT; | java/lang/Object ONG a/E
          """)
  void namesEachClass(String text, String classes) {
    assertThat(String.join(" ", in(text))).isEqualTo(classes == null ? "" : classes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "L",
        "La/B",
        "La/B<",
        "La/B<La/C",
        "<",
        "<T",
        "<T:",
        "<T:L",
        "TL",
        "(L",
        "La/B<[",
        "<L:["
      })
  void whatIsCutShortEndsToo(String text) {
    assertThat(in(text)).hasSizeLessThan(3);
  }
}
