package dev.muster.it.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// OpenSSH's own programs, to which a folder of the test's is what `/etc/ssh` is to them elsewhere:
/// host keys, `ssh_config`, `ssh_known_hosts` and `shosts.equiv` are found there, by any user.
///
/// They are copies of the system's, in which that folder's name is overwritten by one that is as
/// long.
public final class MovedOpenSsh implements AutoCloseable {

  private static final String ETC = "/etc/ssh/";
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final String KEYSIGN = "/usr/lib/openssh/ssh-keysign";

  private final WorkFolder folder;
  private final Map<String, Path> programs = new ConcurrentHashMap<>();

  private MovedOpenSsh(WorkFolder folder) {
    this.folder = folder;
  }

  /// Makes an empty folder.
  public static MovedOpenSsh make() {
    for (int i = 0; i < 1000; i++) {
      StringBuilder name = new StringBuilder("/tmp/");
      while (name.length() < ETC.length() - 1) {
        name.append(LETTERS.charAt(ThreadLocalRandom.current().nextInt(LETTERS.length())));
      }
      try {
        // others may look into it, as into the real one: a server looks as the user to be let in
        Path made =
            Files.createDirectory(
                Path.of(name.toString()),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        return new MovedOpenSsh(new WorkFolder(made));
      } catch (FileAlreadyExistsException taken) {
        // The next one.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new AssertionError("1000 names of three letters in /tmp tried, and each is taken");
  }

  /// Returns what is `/etc/ssh` to the programs.
  public Path folder() {
    return folder.path();
  }

  /// Writes a file in the folder.
  public Path write(String name, String text) {
    return folder.write(name, text);
  }

  /// Returns the server.
  public Path sshd() {
    return moved(Programs.find("sshd", "openssh-server"));
  }

  /// Returns the client, which calls the helper beside it.
  public Path ssh() {
    keysign();
    return moved(Programs.find("ssh", "openssh-client"));
  }

  /// Returns the helper that signs with host keys; it has no more rights than its caller.
  public Path keysign() {
    return moved(Path.of(KEYSIGN));
  }

  private Path moved(Path program) {
    return programs.computeIfAbsent(program.getFileName().toString(), name -> copy(program, name));
  }

  private Path copy(Path program, String name) {
    try {
      byte[] bytes = Files.readAllBytes(program);
      int found = replace(bytes, ETC, folder.path() + "/");
      if (found == 0) {
        throw new AssertionError(program + " names no " + ETC + ", so it cannot be moved");
      }
      replace(bytes, KEYSIGN + "\0", folder.path().resolve("ssh-keysign") + "\0");
      Path copy = Files.write(folder.path().resolve(name), bytes);
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Overwrites each occurrence, and what is left of it with zeros.
  private static int replace(byte[] bytes, String from, String to) {
    byte[] old = from.getBytes(StandardCharsets.US_ASCII);
    byte[] changed = to.getBytes(StandardCharsets.US_ASCII);
    int found = 0;
    for (int at = 0; at + old.length <= bytes.length; at++) {
      int same = 0;
      while (same < old.length && bytes[at + same] == old[same]) {
        same++;
      }
      if (same == old.length) {
        found++;
        for (int i = 0; i < old.length; i++) {
          bytes[at + i] = i < changed.length ? changed[i] : 0;
        }
      }
    }
    return found;
  }

  @Override
  public void close() {
    folder.close();
  }
}
