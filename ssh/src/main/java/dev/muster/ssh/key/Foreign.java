package dev.muster.ssh.key;

import dev.muster.ssh.key.KeyFileException.Problem;

/// Says what a file is that is no private key, so that the user need not guess.
final class Foreign {

  private static final String WANTED = " where a private key is wanted; ";

  private Foreign() {}

  /// Refuses files that show on their first line that they are something else.
  static void check(String name, Pem.Lines line) throws Refusal {
    if (line.startsWith("PuTTY-User-Key-File-")) {
      throw refusal(
          "is a PuTTY key" + WANTED + "convert it with puttygen KEY.ppk -O private-openssh -o KEY");
    }
    if (line.startsWith("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY")) {
      throw refusal("is an ssh.com key" + WANTED + "convert it with ssh-keygen -i -f KEY");
    }
    boolean plain = line.startsWith("ssh-") || line.startsWith("ecdsa-") || line.startsWith("sk-");
    if (plain || line.startsWith("---- BEGIN SSH2 PUBLIC KEY")) {
      throw publicKey(name);
    }
  }

  private static Refusal publicKey(String name) {
    String next =
        name.endsWith(".pub")
            ? "name " + name.substring(0, name.length() - ".pub".length())
            : "name the file beside it, without .pub";
    return refusal("is a public key" + WANTED + next);
  }

  /// Returns the refusal of a file without a block that is a private key.
  ///
  /// @param label the label of its first block, or an empty text
  static Refusal refusal(String name, String label, boolean empty) {
    if (empty) {
      return Refusal.damaged("is empty; name another file");
    }
    if (label.equals("DSA PRIVATE KEY")) {
      return Pkcs8.dsa();
    }
    if (label.endsWith("PUBLIC KEY")) {
      return publicKey(name);
    }
    if (label.contains("CERTIFICATE")) {
      return refusal(
          "is a certificate (" + label + ")" + WANTED + "name the file that holds its private key");
    }
    if (label.isEmpty()) {
      return refusal(
          "is no private key: no line begins one with -----BEGIN … PRIVATE KEY-----; name another"
              + " file");
    }
    return refusal(
        "holds a block " + SignatureAlgorithm.printable(label) + WANTED + "name another file");
  }

  private static Refusal refusal(String message) {
    return new Refusal(Problem.NOT_THE_KEY_WANTED, message);
  }
}
