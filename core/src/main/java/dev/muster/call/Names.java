package dev.muster.call;

import java.util.Collection;

/// The classes that descriptors and generic signatures name.
final class Names {

  private Names() {}

  /// Adds each class named in a descriptor or signature of a class, method or field, with slashes.
  /// `Lcom/example/Outer<TT;>.Inner;` names `com/example/Outer` and `com/example/Outer$Inner`.
  static void in(String descriptor, Collection<String> names) {
    if (descriptor.indexOf('L') >= 0) {
      new Reader(descriptor, names).all();
    }
  }

  /// The class behind the name in a class entry of a constant pool, which may be of an array.
  static void ofEntry(String name, Collection<String> names) {
    if (name.startsWith("[")) {
      in(name, names);
    } else {
      names.add(name);
    }
  }

  private static final class Reader {

    private final String text;
    private final Collection<String> names;
    private int at;

    Reader(String text, Collection<String> names) {
      this.text = text;
      this.names = names;
    }

    /// Everything that is no class (`(`, `)`, `[`, `I`, `+`, `*`, `:`, `^`, `>`) is passed over; a
    /// type variable ends at its semicolon, and so does the name of a formal one at its colon.
    void all() {
      if (text.startsWith("<")) {
        at = 1;
        formals();
      }
      while (at < text.length()) {
        type();
      }
    }

    private void formals() {
      while (at < text.length() && text.charAt(at) != '>') {
        at = colon();
        while (at < text.length() && text.charAt(at) == ':') {
          at++;
          if (at < text.length() && text.charAt(at) != ':' && text.charAt(at) != '>') {
            bound();
          }
        }
      }
      at++;
    }

    private int colon() {
      int colon = text.indexOf(':', at);
      return colon < 0 ? text.length() : colon;
    }

    private void bound() {
      while (at < text.length() && text.charAt(at) == '[') {
        at++;
      }
      if (at < text.length()) {
        type();
      }
    }

    private void type() {
      switch (text.charAt(at)) {
        case 'L' -> {
          at++;
          named();
        }
        case 'T' -> at = text.indexOf(';', at) < 0 ? text.length() : text.indexOf(';', at) + 1;
        default -> at++;
      }
    }

    private void named() {
      var name = new StringBuilder();
      while (at < text.length()) {
        char next = text.charAt(at++);
        switch (next) {
          case ';' -> {
            names.add(name.toString());
            return;
          }
          case '<' -> {
            while (at < text.length() && text.charAt(at) != '>') {
              type();
            }
            at++;
          }
          case '.' -> {
            names.add(name.toString());
            name.append('$');
          }
          default -> name.append(next);
        }
      }
    }
  }
}
