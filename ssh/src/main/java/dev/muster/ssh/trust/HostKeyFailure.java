package dev.muster.ssh.trust;

import dev.muster.ssh.key.SshPublicKey;
import java.util.List;
import java.util.stream.Collectors;

/// Why a host is refused, or distrusted, for the key it offered: the facts, and one line that says
/// them.
public sealed interface HostKeyFailure {

  /// Returns the host's name as it was looked up: in brackets with its port unless that is 22.
  String host();

  /// Returns the key that the host offered.
  SshPublicKey offered();

  /// Returns what was wanted and got and what to do next, in one line that does not say who.
  String reason();

  /// Returns what is wrong and who with, in a few words for the middle of a sentence.
  String brief();

  /// Returns one line: who, wanted and got, what to do next.
  default String message() {
    return host() + ": " + reason();
  }

  /// No key is on file for the host.
  ///
  /// @param files the files looked at, the user's own first
  /// @param authority whether a certificate authority is on file for it
  /// @param recordable whether `accept-new` could put its key on file
  record NotOnFile(
      String host, SshPublicKey offered, List<String> files, boolean authority, boolean recordable)
      implements HostKeyFailure {

    /// Copies the list.
    public NotOnFile {
      files = List.copyOf(files);
    }

    @Override
    public String reason() {
      return "host key "
          + offered
          + " is not in "
          + where()
          + (authority ? ", which names an authority for it, but it shows no certificate" : "")
          + (recordable
              ? "; check it and add it, or use --host-keys accept-new"
              : "; check it and add it, for accept-new cannot put it on file");
    }

    @Override
    public String brief() {
      return "the key of " + host + " is not on file";
    }

    private String where() {
      if (files.isEmpty()) {
        return "any file, for no known_hosts file is named";
      }
      String others =
          files.stream().skip(1).map(file -> "nor " + file).collect(Collectors.joining(", "));
      return files.getFirst() + (others.isEmpty() ? "" : " (" + others + ")");
    }
  }

  /// The host has other keys on file and not the one it offered.
  ///
  /// @param onFile those keys, at least one
  record Changed(String host, SshPublicKey offered, List<KnownHostKey> onFile)
      implements HostKeyFailure {

    private static final int MAX_SHOWN = 3;

    /// Copies the list.
    public Changed {
      onFile = List.copyOf(onFile);
    }

    @Override
    public String reason() {
      String shown =
          onFile.stream()
              .limit(MAX_SHOWN)
              .map(key -> key + " has " + key.keyType() + " " + key.fingerprint())
              .collect(Collectors.joining(" and "));
      int more = onFile.size() - MAX_SHOWN;
      return "host key is "
          + offered
          + " but "
          + shown
          + (more > 0 ? " and " + more + " more lines have others" : "")
          + "; if the host was rebuilt, delete "
          + (onFile.size() == 1 ? "that line" : "those lines");
    }

    @Override
    public String brief() {
      return "the key of " + host + " is not the one on file, " + onFile.getFirst();
    }
  }

  /// The key is marked as revoked for the host.
  ///
  /// @param onFile where
  record Revoked(String host, SshPublicKey offered, KnownHostKey onFile) implements HostKeyFailure {

    @Override
    public String reason() {
      return "host key "
          + offered
          + " is marked @revoked in "
          + onFile
          + "; do not connect, and ask whoever runs the host for its new key";
    }

    @Override
    public String brief() {
      return "the key of " + host + " is marked @revoked, " + onFile;
    }
  }

  /// A list of revoked keys holds what the host showed, or the authority behind it.
  ///
  /// @param why goes on from the key and names the file
  record RevokedByList(String host, SshPublicKey offered, String why) implements HostKeyFailure {

    @Override
    public String reason() {
      return "host key "
          + offered
          + " "
          + why
          + "; do not connect, and ask whoever runs the host for its new key";
    }

    @Override
    public String brief() {
      return "the key of " + host + " " + why;
    }
  }

  /// The authority's key is marked as revoked for the host.
  ///
  /// @param authority the key that signed the host's certificate
  /// @param onFile where
  record AuthorityRevoked(
      String host, SshPublicKey offered, SshPublicKey authority, KnownHostKey onFile)
      implements HostKeyFailure {

    @Override
    public String reason() {
      return "host key "
          + offered
          + " has a certificate by "
          + authority
          + ", which is marked @revoked in "
          + onFile
          + "; do not connect, and ask whoever runs the host for a new one";
    }

    @Override
    public String brief() {
      return "the authority behind the key of " + host + " is marked @revoked, " + onFile;
    }
  }

  /// The host's certificate is not good for it, and its key alone is not trusted either.
  ///
  /// @param problem which certificate, what is wrong with it and what to do
  /// @param plain why the key alone is refused
  record CertificateRefused(String host, SshPublicKey offered, String problem, HostKeyFailure plain)
      implements HostKeyFailure {

    @Override
    public String reason() {
      return problem + "; and without it: " + plain.reason();
    }

    @Override
    public String brief() {
      return plain.brief();
    }
  }
}
