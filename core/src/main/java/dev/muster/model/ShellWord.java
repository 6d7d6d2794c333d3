package dev.muster.model;

import java.util.Set;

/// Words as a POSIX shell must be given them to leave them as they are.
public final class ShellWord {

  /// Words that mean something to the shell where a command is expected. `!`, `{` and `}` are
  /// quoted for their letters.
  private static final Set<String> RESERVED =
      Set.of(
          "if",
          "then",
          "else",
          "elif",
          "fi",
          "do",
          "done",
          "case",
          "esac",
          "while",
          "until",
          "for",
          "in",
          "function",
          "select",
          "time",
          "coproc");

  private ShellWord() {}

  /// Returns `word` quoted so that the shell hands it on unchanged: as it is if it holds plain
  /// letters only, otherwise in single quotes (POSIX Shell Command Language, section 2.2.2).
  ///
  /// The attack this prevents: a file or host name such as `x;rm -rf ~` given as an argument and
  /// run as a command.
  ///
  /// @throws IllegalArgumentException if `word` holds a NUL, which no program can be given
  public static String quote(String word) {
    boolean plain = !word.isEmpty() && !RESERVED.contains(word);
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c == 0) {
        throw new IllegalArgumentException(
            "a word of the command holds a NUL character at index "
                + i
                + "; no program can take it");
      }
      plain &= isPlain(c);
    }
    return plain ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /// `=` is missing because `A=b` sets a variable where a program is expected, `~` because it is
  /// expanded.
  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "_@%+:,./-".indexOf(c) >= 0;
  }
}
