package dev.muster.ssh.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Configuration files, read once: for thousands of hosts an [Evaluator] asks it what they say.
///
/// Immutable and safe for use by many threads.
public final class SshConfig {

  /// No file may be larger.
  public static final int MAX_FILE_BYTES = 16 << 20;

  private static final String SYSTEM = "/etc/ssh/ssh_config";
  private static final SshConfig NONE = new SshConfig(List.of(), List.of());

  private final List<BlockIndex> texts;
  private final boolean wantsFinal;
  private final List<String> notes;

  private SshConfig(List<ConfigText> texts, List<String> notes) {
    List<BlockIndex> indexes = new ArrayList<>(texts.size());
    boolean second = false;
    for (ConfigText text : texts) {
      indexes.add(new BlockIndex(text));
      second |= text.wantsFinal();
    }
    this.texts = List.copyOf(indexes);
    this.wantsFinal = second;
    this.notes = List.copyOf(notes);
  }

  /// Returns the configuration that no file says anything in, as `ssh -F none`.
  public static SshConfig none() {
    return NONE;
  }

  /// Reads the user's file, `~/.ssh/config`, and then the machine's, `/etc/ssh/ssh_config`. One
  /// that is not there or cannot be opened says nothing.
  ///
  /// @throws ConfigException if a line cannot be understood, or the user's file may be written by
  ///   others: who writes it chooses what runs here, by `ProxyCommand` and `Match exec`
  public static SshConfig standard(ConfigFiles files, LocalSide local) throws ConfigException {
    List<ConfigText> texts = new ArrayList<>(2);
    List<String> notes = new ArrayList<>(0);
    ConfigParser parser = new ConfigParser(files, local);
    read(parser, files, local.home() + "/.ssh/config", true, texts, notes);
    read(parser, files, SYSTEM, false, texts, notes);
    return new SshConfig(texts, notes);
  }

  private static void read(
      ConfigParser parser,
      ConfigFiles files,
      String file,
      boolean user,
      List<ConfigText> texts,
      List<String> notes)
      throws ConfigException {
    Optional<byte[]> bytes;
    try {
      bytes = files.read(file, user);
    } catch (AccessDeniedException e) {
      notes.add(file + ": may not be read by this user; it is passed over");
      return;
    } catch (IOException e) {
      throw new ConfigException(file + ": " + e.getMessage(), e);
    }
    if (bytes.isPresent()) {
      texts.add(parser.parse(file, bytes.get(), user));
    }
  }

  /// Reads one file in place of the usual ones, as `ssh -F FILE`.
  ///
  /// @throws ConfigException if it is not there, cannot be read or cannot be understood
  public static SshConfig of(String file, ConfigFiles files, LocalSide local)
      throws ConfigException {
    try {
      Optional<byte[]> bytes = files.read(file, false);
      if (bytes.isEmpty()) {
        throw new ConfigException(file + ": there is no such file");
      }
      return new SshConfig(
          List.of(new ConfigParser(files, local).parse(file, bytes.get(), true)), List.of());
    } catch (AccessDeniedException e) {
      throw new ConfigException(file + ": may not be read by this user", e);
    } catch (IOException e) {
      throw new ConfigException(file + ": " + e.getMessage(), e);
    }
  }

  /// Returns what the user should know though it stops nothing, a line each.
  public List<String> notes() {
    return notes;
  }

  List<BlockIndex> texts() {
    return texts;
  }

  /// Whether the files are to be read a second time, with the name that the first reading led to.
  boolean wantsFinal() {
    return wantsFinal;
  }
}
