package dev.muster.ssh.key;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.key.KeyFileException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A private key file that was read and not yet opened: OpenSSH's own form, PKCS#8, or one of
/// OpenSSL's older forms, each of them encrypted or not.
///
/// Holds the file's bytes until [#close] overwrites them. One thread at a time.
public final class KeyFile implements AutoCloseable {

  /// The largest file that is read, in bytes.
  public static final int MAX_BYTES = 1 << 20;

  /// How often a passphrase is asked for before the file is given up.
  public static final int MAX_ATTEMPTS = 3;

  private final String name;
  private final KeyContent content;

  private KeyFile(String name, KeyContent content) {
    this.name = name;
    this.content = content;
  }

  /// Reads a file, without looking at who else may read it; see [#checkPermissions].
  public static KeyFile read(Path file) throws KeyFileException {
    byte[] bytes = bytes(file);
    try {
      return parse(file.toString(), bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /// Takes the bytes of a file. They are copied; `name` stands in messages.
  public static KeyFile parse(String name, byte[] bytes) throws KeyFileException {
    if (bytes.length > MAX_BYTES) {
      throw tooLarge(name, bytes.length);
    }
    try {
      return new KeyFile(name, content(name, bytes));
    } catch (Refusal e) {
      throw new KeyFileException(name, e.problem(), e.reason(), e);
    } catch (ProtocolException e) {
      throw damaged(name, e);
    }
  }

  /// Reads a file and opens it at once, with the cryptography of this machine.
  ///
  /// @throws KeyFileException if it is no usable private key, or no passphrase opens it
  public static SshPrivateKey load(Path file, Passphrase passphrase) throws KeyFileException {
    try (KeyFile key = read(file)) {
      return key.open(passphrase, Crypto.system());
    }
  }

  /// Reads a public key file: the first line that is neither empty nor a comment.
  public static SshPublicKey readPublic(Path file) throws KeyFileException {
    try {
      return SshPublicKey.parseLine(publicLine(file));
    } catch (ProtocolException e) {
      throw damaged(file.toString(), e);
    }
  }

  /// Reads what a public key file or a certificate file holds, whatever its type, in its form on
  /// the wire.
  public static byte[] readPublicBlob(Path file) throws KeyFileException {
    String[] fields = publicLine(file).split("[ \t]+", 3);
    try {
      byte[] blob = Base64.getDecoder().decode(fields[fields.length > 1 ? 1 : 0]);
      if (new SshReader(blob).readName().equals(fields[0])) {
        return blob;
      }
    } catch (IllegalArgumentException | ProtocolException e) {
      throw new KeyFileException(
          file.toString(), Problem.DAMAGED, "holds no public key: " + e.getMessage(), e);
    }
    throw new KeyFileException(
        file.toString(), Problem.DAMAGED, "says another type than its key is of");
  }

  /// Reads a certificate file (`*-cert.pub`): the first line that is neither empty nor a comment.
  ///
  /// @throws KeyFileException if it is none, or no authority signed it
  public static SshCertificate readCertificate(Path file) throws KeyFileException {
    String name = file.toString();
    String line = publicLine(file);
    String type = line.substring(0, Math.max(0, line.indexOf(' ')));
    if (KeyType.named(type).isPresent()) {
      throw new KeyFileException(
          name,
          Problem.NOT_THE_KEY_WANTED,
          "is a plain public key where a certificate is wanted; name the file that ends in"
              + " -cert.pub");
    }
    if (SshCertificate.isNamed(type) && type.startsWith("sk-")) {
      throw new KeyFileException(
          name,
          Problem.UNSUPPORTED,
          "is a certificate for a key on a security token; use it through ssh-agent");
    }
    try {
      return SshCertificate.parseLine(line, Crypto.system());
    } catch (ProtocolException e) {
      throw damaged(name, e);
    }
  }

  private static String publicLine(Path file) throws KeyFileException {
    String name = file.toString();
    String text = new String(bytes(file), StandardCharsets.ISO_8859_1);
    if (text.startsWith("-----BEGIN ") && text.contains("PRIVATE KEY-----")) {
      throw new KeyFileException(
          name,
          Problem.NOT_THE_KEY_WANTED,
          "is a private key where a public one is wanted; name the file that ends in .pub");
    }
    String line =
        text.lines()
            .map(String::strip)
            .filter(candidate -> !candidate.isEmpty() && !candidate.startsWith("#"))
            .findFirst()
            .orElse("");
    if (line.isEmpty()) {
      throw new KeyFileException(
          name, Problem.DAMAGED, "holds no line with a key; make it with ssh-keygen -y");
    }
    return line;
  }

  /// Checks as OpenSSH does that nobody but its owner may touch a private key file.
  ///
  /// Looks only where the file is the caller's own, as OpenSSH does, and where the file system has
  /// such permissions.
  ///
  /// @throws KeyFileException if others may
  public static void checkPermissions(Path file) throws KeyFileException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    try {
      PosixFileAttributes attributes = view.readAttributes();
      int mode = mode(attributes.permissions());
      if ((mode & 077) != 0 && isOwn(file, attributes.owner())) {
        throw new KeyFileException(
            file.toString(),
            Problem.OPEN_TO_OTHERS,
            "has mode "
                + String.format("%04o", mode)
                + ", so others may use the key; run chmod 600 on it");
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static int mode(Set<PosixFilePermission> permissions) {
    int mode = 0;
    for (PosixFilePermission permission : permissions) {
      mode |=
          switch (permission) {
            case OWNER_READ -> 0400;
            case OWNER_WRITE -> 0200;
            case OWNER_EXECUTE -> 0100;
            case GROUP_READ -> 0040;
            case GROUP_WRITE -> 0020;
            case GROUP_EXECUTE -> 0010;
            case OTHERS_READ -> 0004;
            case OTHERS_WRITE -> 0002;
            case OTHERS_EXECUTE -> 0001;
          };
    }
    return mode;
  }

  /// An owner that cannot be looked up is taken for the caller.
  private static boolean isOwn(Path file, UserPrincipal owner) {
    try {
      return file.getFileSystem()
          .getUserPrincipalLookupService()
          .lookupPrincipalByName(System.getProperty("user.name", ""))
          .equals(owner);
    } catch (IOException | UnsupportedOperationException e) {
      return true;
    }
  }

  private static byte[] bytes(Path file) throws KeyFileException {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new KeyFileException(
            file.toString(), Problem.UNREADABLE, "is no regular file; name the key file itself");
      }
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw tooLarge(file.toString(), size);
      }
      try (InputStream in = Files.newInputStream(file)) {
        return in.readNBytes(MAX_BYTES + 1);
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static KeyFileException unreadable(Path file, IOException e) {
    String name = file.toString();
    return switch (e) {
      case NoSuchFileException _ ->
          new KeyFileException(
              name, Problem.MISSING, "there is no such file; check the name of the key", e);
      case AccessDeniedException _ ->
          new KeyFileException(
              name,
              Problem.UNREADABLE,
              "may not be read by this user; check its owner and permissions",
              e);
      default -> new KeyFileException(name, Problem.UNREADABLE, "cannot be read: " + e, e);
    };
  }

  private static KeyFileException tooLarge(String name, long size) {
    return new KeyFileException(
        name,
        Problem.TOO_LARGE,
        "has " + size + " bytes where a key file has at most " + MAX_BYTES + "; name another file");
  }

  private static KeyFileException damaged(String name, ProtocolException e) {
    return new KeyFileException(name, Problem.DAMAGED, "is damaged: " + e.getMessage(), e);
  }

  private static KeyContent content(String name, byte[] bytes) throws Refusal, ProtocolException {
    Pem.Lines lines = new Pem.Lines(bytes);
    String other = "";
    boolean first = true;
    while (lines.advance()) {
      String label = lines.label();
      if (label.equals(OpenSshFile.LABEL) || PemFile.takes(label)) {
        return content(Pem.read(lines, label));
      }
      if (first && !lines.isEmpty()) {
        Foreign.check(name, lines);
        first = false;
      }
      other = other.isEmpty() ? label : other;
    }
    throw Foreign.refusal(name, other, first);
  }

  private static KeyContent content(Pem block) throws Refusal, ProtocolException {
    if (!block.label().equals(OpenSshFile.LABEL)) {
      return new PemFile(block);
    }
    try {
      return OpenSshFile.read(block.bytes());
    } finally {
      block.wipe();
    }
  }

  /// Returns whether it takes a passphrase to open it.
  public boolean isEncrypted() {
    return content.isEncrypted();
  }

  /// Returns the public half, if the file's form shows it before it is opened: OpenSSH's own does.
  public Optional<SshPublicKey> publicKey() {
    return Optional.ofNullable(content.publicKey());
  }

  /// Opens it. An encrypted file asks `passphrase` up to [#MAX_ATTEMPTS] times.
  ///
  /// @throws KeyFileException if it is damaged or unsupported, or no passphrase opens it
  public SshPrivateKey open(Passphrase passphrase, Crypto crypto) throws KeyFileException {
    if (!content.isEncrypted()) {
      return opened(new byte[0], crypto);
    }
    for (int attempt = 1; ; attempt++) {
      byte[] answer = answer(passphrase, attempt);
      try {
        return opened(answer, crypto);
      } catch (KeyFileException e) {
        if (e.problem() != Problem.PASSPHRASE_WRONG || attempt == MAX_ATTEMPTS) {
          throw e;
        }
      } finally {
        Arrays.fill(answer, (byte) 0);
      }
    }
  }

  /// Opens it with the cryptography of this machine; otherwise as [#open(Passphrase, Crypto)].
  public SshPrivateKey open(Passphrase passphrase) throws KeyFileException {
    return open(passphrase, Crypto.system());
  }

  /// Returns an answer in UTF-8, which is not empty.
  private byte[] answer(Passphrase passphrase, int attempt) throws KeyFileException {
    char[] answer = passphrase.forKey(name, attempt).orElse(new char[0]);
    ByteBuffer encoded = ByteBuffer.allocate(3 * answer.length);
    StandardCharsets.UTF_8
        .newEncoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .encode(CharBuffer.wrap(answer), encoded, true);
    byte[] bytes = Arrays.copyOf(encoded.array(), encoded.position());
    Arrays.fill(encoded.array(), (byte) 0);
    Arrays.fill(answer, '\0');
    if (bytes.length > 0) {
      return bytes;
    }
    throw attempt == 1
        ? new KeyFileException(
            name,
            Problem.PASSPHRASE_MISSING,
            "is encrypted and no passphrase was given; give one, or add the key to ssh-agent")
        : wrongPassphrase(null);
  }

  private KeyFileException wrongPassphrase(@Nullable Refusal cause) {
    String message = "no passphrase that was given opens it; check that it belongs to this file";
    return cause == null
        ? new KeyFileException(name, Problem.PASSPHRASE_WRONG, message)
        : new KeyFileException(name, Problem.PASSPHRASE_WRONG, message, cause);
  }

  private SshPrivateKey opened(byte[] passphrase, Crypto crypto) throws KeyFileException {
    try {
      return content.open(passphrase, crypto);
    } catch (Refusal e) {
      throw e.problem() == Problem.PASSPHRASE_WRONG
          ? wrongPassphrase(e)
          : new KeyFileException(name, e.problem(), e.reason(), e);
    } catch (ProtocolException e) {
      throw damaged(name, e);
    }
  }

  /// Overwrites what it holds. It cannot be opened any more.
  @Override
  public void close() {
    content.wipe();
  }

  /// Returns the file's name and whether it is encrypted.
  @Override
  public String toString() {
    return name + (isEncrypted() ? " (encrypted)" : "");
  }
}
