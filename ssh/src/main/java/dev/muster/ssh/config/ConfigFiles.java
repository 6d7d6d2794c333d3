package dev.muster.ssh.config;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Where configuration files are read from.
public interface ConfigFiles {

  /// Returns the bytes of a file, empty if there is none of that name. A folder has no bytes.
  ///
  /// @param checked whether a file that others could have written is refused
  /// @throws IOException if the file cannot be read, is larger than [SshConfig#MAX_FILE_BYTES], or
  ///   is refused; the message says why and does not name the file
  Optional<byte[]> read(String file, boolean checked) throws IOException;

  /// Returns the files that a pattern with `*`, `?` and `[...]` stands for, sorted.
  ///
  /// @throws IOException if a folder cannot be read
  List<String> matching(String pattern) throws IOException;
}
