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

  /// A part of a pattern.
  sealed interface Piece {

    /// Text that stands in every name.
    record Text(String text) implements Piece {}

    /// A list in brackets or braces, of which each name takes one member.
    record Choice(List<Member> members) implements Piece {
      public Choice {
        members = List.copyOf(members);
      }
    }
  }

  /// A member of a list.
  sealed interface Member {

    /// A text taken as it stands; a single number is one, so that its padding stays.
    record Word(String text) implements Member {}

    /// The numbers `first`, `first + step` ... up to `last`, padded with zeros to `width` digits.
    record Range(long first, long last, long step, int width) implements Member {

      long count() {
        return (last - first) / step + 1;
      }

      String text(long number) {
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
      count = saturatedProduct(count, count(piece));
    }
    return count;
  }

  /// Returns the length of the longest name.
  long longest() {
    return pieces.stream().mapToLong(HostPattern::longest).sum();
  }

  /// Gives every name to `sink`, the last list turning fastest.
  void expand(Consumer<String> sink) {
    if (pieces.size() == 1 && pieces.getFirst() instanceof Piece.Text(String text)) {
      sink.accept(text);
      return;
    }
    var choices = pieces.stream().map(HostPattern::texts).toList();
    expand(choices, 0, new StringBuilder(), sink);
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

  private static List<String> texts(Piece piece) {
    return switch (piece) {
      case Piece.Text(String text) -> List.of(text);
      case Piece.Choice(List<Member> members) -> {
        var texts = new ArrayList<String>();
        members.forEach(member -> addTexts(member, texts));
        yield texts;
      }
    };
  }

  private static void addTexts(Member member, List<String> texts) {
    switch (member) {
      case Member.Word(String text) -> texts.add(text);
      case Member.Range range -> {
        for (long number = range.first(); number <= range.last(); number += range.step()) {
          texts.add(range.text(number));
        }
      }
    }
  }

  private static long count(Piece piece) {
    return switch (piece) {
      case Piece.Text _ -> 1;
      case Piece.Choice(List<Member> members) -> {
        long count = 0;
        for (Member member : members) {
          count = saturatedSum(count, count(member));
        }
        yield count;
      }
    };
  }

  private static long count(Member member) {
    return switch (member) {
      case Member.Word _ -> 1;
      case Member.Range range -> range.count();
    };
  }

  private static long longest(Piece piece) {
    return switch (piece) {
      case Piece.Text(String text) -> text.length();
      case Piece.Choice(List<Member> members) ->
          members.stream().mapToLong(HostPattern::longest).max().orElse(0);
    };
  }

  private static long longest(Member member) {
    return switch (member) {
      case Member.Word(String text) -> text.length();
      case Member.Range range -> range.text(range.last()).length();
    };
  }

  private static long saturatedProduct(long a, long b) {
    return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
  }

  private static long saturatedSum(long a, long b) {
    return a + b < 0 ? Long.MAX_VALUE : a + b;
  }
}
