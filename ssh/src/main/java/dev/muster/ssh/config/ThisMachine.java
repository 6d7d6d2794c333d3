package dev.muster.ssh.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The machine that this runs on: its files, programs, names and networks. Its methods block.
public final class ThisMachine implements ConfigFiles, Outside {

  private static final int WRITABLE_BY_OTHERS = 0022;

  private final LocalSide local;
  private final Duration limit;

  /// @param limit how long a command of `Match exec` may take
  public ThisMachine(LocalSide local, Duration limit) {
    this.local = local;
    this.limit = limit;
  }

  /// Returns who runs this and where.
  public static LocalSide localSide() {
    Map<String, String> environment = System.getenv();
    String home = System.getProperty("user.home", "/");
    String bare =
        home.length() > 1 && home.endsWith("/") ? home.substring(0, home.length() - 1) : home;
    return new LocalSide(
        System.getProperty("user.name", "root"), uid(bare), bare, hostName(), environment);
  }

  private static long uid(String home) {
    long own = owner(Path.of("/proc/self"));
    return own >= 0 ? own : owner(Path.of(home));
  }

  /// Returns a file's owner, -1 where files have none that is a number.
  private static long owner(Path file) {
    try {
      return ((Number) Files.getAttribute(file, "unix:uid")).longValue();
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return -1;
    }
  }

  private static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException unknown) {
        return "localhost";
      }
    }
  }

  /// A file that is checked is so before it is opened and after it was read, and has to be the same
  /// file both times: Java tells nothing of a file that is open. What is left is for those alone
  /// who may write a folder on the way to it: to put another file in its place, and take it away
  /// again, between the two.
  @Override
  public Optional<byte[]> read(String file, boolean checked) throws IOException {
    Path path = Path.of(file);
    if (Files.isDirectory(path)) {
      return Optional.of(new byte[0]);
    }
    try {
      return Optional.of(checked ? readChecked(path) : read(path));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static byte[] read(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(SshConfig.MAX_FILE_BYTES + 1);
      if (bytes.length > SshConfig.MAX_FILE_BYTES) {
        throw new IOException("the file is larger than " + SshConfig.MAX_FILE_BYTES + " bytes");
      }
      return bytes;
    }
  }

  private byte[] readChecked(Path path) throws IOException {
    Map<String, Object> before = checked(path);
    byte[] bytes = read(path);
    if (!before.equals(checked(path))) {
      throw new IOException("the file was replaced while it was read; try again");
    }
    return bytes;
  }

  /// Refuses a file that another user could have written: it says which programs run here. Returns
  /// which file it is, and whose.
  private Map<String, Object> checked(Path path) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,mode,dev,ino");
    long owner = ((Number) attributes.getOrDefault("uid", -1)).longValue();
    int mode = ((Number) attributes.getOrDefault("mode", 0777)).intValue();
    if (owner != 0 && owner != local.uid()) {
      throw new IOException("bad owner: wanted root or " + local.user() + ", is user " + owner);
    }
    if ((mode & WRITABLE_BY_OTHERS) != 0) {
      throw new IOException(
          "bad permissions: others may write it, mode "
              + Integer.toOctalString(mode & 0777)
              + "; chmod go-w "
              + path);
    }
    return attributes;
  }

  @Override
  public List<String> matching(String pattern) throws IOException {
    return FilePattern.matching(pattern);
  }

  @Override
  public int run(String command) throws IOException {
    String shell = local.environment().getOrDefault("SHELL", "/bin/sh");
    ProcessBuilder builder =
        new ProcessBuilder(shell, "-c", command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().retainAll(local.environment().keySet());
    Process process = builder.start();
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      throw new IOException("it did not end within " + limit.toSeconds() + " s and was killed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("it was interrupted", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /// Says only whether the name has an address: Java's resolver keeps to itself which names it went
  /// through, and what it offers in place of that, the name that an address claims to have, is not
  /// to be trusted.
  @Override
  public Optional<String> canonicalName(String name) {
    try {
      return InetAddress.getAllByName(name).length == 0 ? Optional.empty() : Optional.of(name);
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<InetAddress> addresses() throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (NetworkInterface face : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (face.isUp()) {
        addresses.addAll(Collections.list(face.getInetAddresses()));
      }
    }
    return addresses;
  }

  @Override
  public Optional<String> homeOf(String user) {
    try {
      String users = Files.readString(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1);
      for (String line : users.split("\n", -1)) {
        String[] fields = line.split(":", -1);
        if (fields.length > 5 && fields[0].equals(user)) {
          return Optional.of(fields[5]);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
