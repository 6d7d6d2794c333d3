package dev.muster.host;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// One operand of an expression, `web[01-20]-{a,b}`: texts and choices in turn, whose product is
/// its names. It costs no more memory than its text until [#expand].
///
/// @param pieces in the order written; not empty
record HostPattern(List<Piece> pieces) {

  HostPattern {
    pieces = List.copyOf(pieces);
  }

  /// A part of a pattern. What there is to know of it are methods, not switches over its kinds: the
  /// first such switch takes a fresh process 5 ms.
  sealed interface Piece {

    /// Returns how many texts it stands for; `Long.MAX_VALUE` if there are more.
    long count();

    /// Returns the length of the longest.
    long longest();

    /// Returns them, in order.
    List<String> texts();

    /// Text that stands in every name.
    record Text(String text) implements Piece {
      @Override
      public long count() {
        return 1;
      }

      @Override
      public long longest() {
        return text.length();
      }

      @Override
      public List<String> texts() {
        return List.of(text);
      }
    }

    /// A list in brackets or braces, of which each name takes one member.
    record Choice(List<Member> members) implements Piece {
      public Choice {
        members = List.copyOf(members);
      }

      @Override
      public long count() {
        long count = 0;
        for (Member member : members) {
          count = saturatedSum(count, member.count());
        }
        return count;
      }

      @Override
      public long longest() {
        long longest = 0;
        for (Member member : members) {
          longest = Math.max(longest, member.longest());
        }
        return longest;
      }

      @Override
      public List<String> texts() {
        var texts = new ArrayList<String>();
        for (Member member : members) {
          member.addTo(texts);
        }
        return texts;
      }
    }
  }

  /// A member of a list.
  sealed interface Member {

    /// Returns how many texts it stands for.
    long count();

    /// Returns the length of the longest.
    long longest();

    /// Adds them to `texts`, in order.
    void addTo(List<String> texts);

    /// A text taken as it stands; a single number is one, so that its padding stays.
    record Word(String text) implements Member {
      @Override
      public long count() {
        return 1;
      }

      @Override
      public long longest() {
        return text.length();
      }

      @Override
      public void addTo(List<String> texts) {
        texts.add(text);
      }
    }

    /// The numbers `first`, `first + step` ... up to `last`, padded with zeros to `width` digits.
    record Range(long first, long last, long step, int width) implements Member {
      @Override
      public long count() {
        return (last - first) / step + 1;
      }

      @Override
      public long longest() {
        return text(last).length();
      }

      @Override
      public void addTo(List<String> texts) {
        for (long number = first; number <= last; number += step) {
          texts.add(text(number));
        }
      }

      private String text(long number) {
        String digits = Long.toString(number);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
      }
    }
  }

  /// Returns how many names the pattern stands for, counting those twice that it says twice;
  /// `Long.MAX_VALUE` if there are more.
  long count() {
    long count = 1;
    for (Piece piece : pieces) {
      count = saturatedProduct(count, piece.count());
    }
    return count;
  }

  /// Returns the length of the longest name.
  long longest() {
    long longest = 0;
    for (Piece piece : pieces) {
      longest += piece.longest();
    }
    return longest;
  }

  /// Gives every name to `sink`, the last list turning fastest.
  void expand(Consumer<String> sink) {
    if (pieces.size() == 1) {
      pieces.getFirst().texts().forEach(sink);
      return;
    }
    expand(pieces.stream().map(Piece::texts).toList(), 0, new StringBuilder(), sink);
  }

  private static void expand(
      List<List<String>> choices, int from, StringBuilder name, Consumer<String> sink) {
    if (from == choices.size()) {
      sink.accept(name.toString());
      return;
    }
    int length = name.length();
    for (String text : choices.get(from)) {
      name.append(text);
      expand(choices, from + 1, name, sink);
      name.setLength(length);
    }
  }

  private static long saturatedProduct(long a, long b) {
    return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
  }

  private static long saturatedSum(long a, long b) {
    return a + b < 0 ? Long.MAX_VALUE : a + b;
  }
}
