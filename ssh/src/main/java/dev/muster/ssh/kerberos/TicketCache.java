package dev.muster.ssh.kerberos;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Where a user's tickets are: a file, as far as Java can read them.
///
/// @param file the file, if there is one
/// @param obstacle why there is none, in a few words; empty if there is
record TicketCache(Optional<Path> file, String obstacle) {

  private static final int MAX_NAME_BYTES = 4096;

  /// Finds the cache that is named as in MIT Kerberos' `KRB5CCNAME`. Looks at the disk, and reads
  /// no ticket.
  ///
  /// @param name empty: the user's usual one
  /// @param uid the user's number
  static TicketCache find(String name, long uid) {
    int colon = name.indexOf(':');
    boolean typed = colon > 1 && name.lastIndexOf('/', colon) < 0;
    String type = typed ? name.substring(0, colon).toUpperCase(Locale.ROOT) : "FILE";
    String rest = typed ? name.substring(colon + 1) : name;
    try {
      return switch (type) {
        case "FILE", "WRFILE" ->
            name.isEmpty() ? usual(Path.of("/tmp/krb5cc_" + uid), uid) : at(Path.of(rest));
        case "DIR" -> inFolder(rest);
        default ->
            none(
                "KRB5CCNAME names a ticket cache of type "
                    + type
                    + ", which Java cannot read; use FILE: or DIR:");
      };
    } catch (InvalidPathException e) {
      return none("KRB5CCNAME names no file: " + e.getReason());
    }
  }

  /// Returns the usual cache, if it is the user's own. It lies in a folder for everybody: whoever
  /// comes first can put his own tickets there, for the user to log in with, or a pipe that is
  /// never read to its end.
  static TicketCache usual(Path file, long uid) {
    try {
      if (Files.exists(file, NOFOLLOW_LINKS)
          && !Files.getAttribute(file, "unix:uid", NOFOLLOW_LINKS).equals((int) uid)) {
        return none(
            file + " belongs to somebody else, so that it is not used; name another by KRB5CCNAME");
      }
    } catch (NoSuchFileException e) {
      return at(file);
    } catch (IOException e) {
      return none(file + " cannot be looked at: " + e.getMessage());
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return at(file); // a system without such owners, and without such a folder
    }
    return at(file);
  }

  private static TicketCache at(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return none(file + " is no file, and so no ticket cache");
    }
    return Files.exists(file)
        ? new TicketCache(Optional.of(file), "")
        : none(
            "there is no ticket cache "
                + file
                + "; run kinit, with KRB5CCNAME if its tickets go elsewhere: Java reads FILE: and"
                + " DIR: only");
  }

  /// A folder of caches, one of which is the primary one; `DIR::FILE` is one of them.
  private static TicketCache inFolder(String folder) {
    if (folder.startsWith(":")) {
      return at(Path.of(folder.substring(1)));
    }
    Path primary = Path.of(folder, "primary");
    try {
      if (Files.exists(primary) && Files.size(primary) <= MAX_NAME_BYTES) {
        String name = Files.readString(primary, StandardCharsets.ISO_8859_1).strip();
        // a name with a slash would lead out of the folder that the user trusts
        return name.startsWith("tkt") && !name.contains("/")
            ? at(Path.of(folder, name))
            : none(primary + " names no ticket cache");
      }
      return at(Path.of(folder, "tkt"));
    } catch (IOException e) {
      return none(primary + " cannot be read: " + e.getMessage());
    }
  }

  private static TicketCache none(String why) {
    return new TicketCache(Optional.empty(), why);
  }
}
