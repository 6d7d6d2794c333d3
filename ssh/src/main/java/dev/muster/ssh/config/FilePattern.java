package dev.muster.ssh.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// File names with `*`, `?` and `[...]`, as the shell reads them: none of them stands for `/` or
/// for a dot at the beginning of a name.
final class FilePattern {

  /// More than any configuration has.
  private static final int MAX_NAMES = 100_000;

  private FilePattern() {}

  /// Returns the files that an absolute pattern stands for, sorted; those that are there.
  static List<String> matching(String pattern) throws IOException {
    List<Path> found = new ArrayList<>();
    found.add(Path.of("/"));
    for (String part : pattern.split("/", -1)) {
      if (!part.isEmpty()) {
        found = within(found, part);
      }
    }
    List<String> names = new ArrayList<>(found.size());
    for (Path path : found) {
      names.add(path.toString());
    }
    return names;
  }

  private static List<Path> within(List<Path> folders, String part) throws IOException {
    List<Path> found = new ArrayList<>();
    boolean wild = part.indexOf('*') >= 0 || part.indexOf('?') >= 0 || part.indexOf('[') >= 0;
    for (Path folder : folders) {
      if (wild) {
        list(folder, part, found);
      } else if (Files.exists(folder.resolve(plain(part)), LinkOption.NOFOLLOW_LINKS)) {
        found.add(folder.resolve(plain(part)));
      }
    }
    if (found.size() > MAX_NAMES) {
      throw new IOException("it stands for more than " + MAX_NAMES + " files");
    }
    return found;
  }

  private static void list(Path folder, String part, List<Path> found) throws IOException {
    List<Path> own = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (matches(part, String.valueOf(entry.getFileName()))) {
          own.add(entry);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return; // nothing is in it
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(own);
    found.addAll(own);
  }

  /// Takes backslashes away.
  private static String plain(String part) {
    StringBuilder name = new StringBuilder(part.length());
    for (int i = 0; i < part.length(); i++) {
      if (part.charAt(i) == '\\' && i + 1 < part.length()) {
        i++;
      }
      name.append(part.charAt(i));
    }
    return name.toString();
  }

  static boolean matches(String pattern, String name) {
    return name.startsWith(".") == pattern.startsWith(".") && matches(pattern, 0, name, 0);
  }

  private static boolean matches(String pattern, int p, String name, int n) {
    if (p == pattern.length()) {
      return n == name.length();
    }
    char wanted = pattern.charAt(p);
    if (wanted == '*') {
      for (int rest = n; rest <= name.length(); rest++) {
        if (matches(pattern, p + 1, name, rest)) {
          return true;
        }
      }
      return false;
    }
    if (n == name.length()) {
      return false;
    }
    char given = name.charAt(n);
    int close = wanted == '[' ? pattern.indexOf(']', p + 2) : -1;
    if (close > 0) {
      return inSet(pattern.substring(p + 1, close), given)
          && matches(pattern, close + 1, name, n + 1);
    }
    if (wanted == '\\' && p + 1 < pattern.length()) {
      return pattern.charAt(p + 1) == given && matches(pattern, p + 2, name, n + 1);
    }
    return (wanted == '?' || wanted == given) && matches(pattern, p + 1, name, n + 1);
  }

  /// Whether a character is in `abc`, `a-z` or, with `!` or `^` before it, is not.
  private static boolean inSet(String set, char given) {
    boolean negated = set.startsWith("!") || set.startsWith("^");
    boolean found = false;
    int at = negated ? 1 : 0;
    while (at < set.length()) {
      char low = set.charAt(at);
      boolean range = at + 2 < set.length() && set.charAt(at + 1) == '-';
      char high = range ? set.charAt(at + 2) : low;
      found |= low <= given && given <= high;
      at += range ? 3 : 1;
    }
    return found != negated;
  }
}
