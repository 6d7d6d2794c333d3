package dev.muster.ssh.kerberos;

/// What a host's error token says (`KRB-ERROR`, RFC 4120 section 5.9.1): the one number in it that
/// tells a user what is wrong.
final class KerberosError {

  private static final int GSS_TOKEN = 0x60;
  private static final int OBJECT_ID = 0x06;
  private static final int KRB_ERROR = 0x7e;
  private static final int SEQUENCE = 0x30;
  private static final int ERROR_CODE = 0xa6;
  private static final int INTEGER = 0x02;

  private final byte[] bytes;
  private int at;
  private int end;

  private KerberosError(byte[] bytes) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  /// Returns what an error token means, in a few words; empty if it is none that is understood.
  static String meaning(byte[] token) {
    int code = new KerberosError(token).code();
    String known =
        switch (code) {
          case 31 -> "the ticket was changed on its way, or its key table holds another key";
          case 32 -> "the ticket has run out";
          case 33 -> "the ticket is not good yet";
          case 34 -> "the ticket was shown twice";
          case 35 -> "the ticket is for another host";
          case 37 -> "its clock and ours differ too much";
          case 41 -> "its key table holds another key than the ticket is for";
          case 44, 45 -> "its key table lacks the key that the ticket is for";
          default -> "";
        };
    return code < 0 ? "" : "Kerberos error " + code + (known.isEmpty() ? "" : ", " + known);
  }

  /// Returns the number, -1 if there is none.
  private int code() {
    if (!enter(GSS_TOKEN) || !skip(OBJECT_ID) || end - at < 2) {
      return -1;
    }
    at += 2; // the kind of token
    if (!enter(KRB_ERROR) || !enter(SEQUENCE)) {
      return -1;
    }
    while (at < end && (bytes[at] & 0xff) != ERROR_CODE) {
      if (!skip(bytes[at] & 0xff)) {
        return -1;
      }
    }
    if (!enter(ERROR_CODE) || !enter(INTEGER) || end - at < 1 || end - at > 2) {
      return -1;
    }
    int code = bytes[at];
    return end - at == 2 ? (code << 8) | (bytes[at + 1] & 0xff) : code;
  }

  /// Goes into the value with this tag.
  private boolean enter(int tag) {
    int length = length(tag);
    if (length >= 0) {
      end = at + length;
    }
    return length >= 0;
  }

  /// Passes over the value with this tag.
  private boolean skip(int tag) {
    int length = length(tag);
    at += Math.max(0, length);
    return length >= 0;
  }

  /// Reads tag and length, which must fit.
  ///
  /// @return the length, -1 if they do not
  private int length(int tag) {
    if (end - at < 2 || (bytes[at] & 0xff) != tag) {
      return -1;
    }
    int length = bytes[at + 1] & 0xff;
    at += 2;
    int more = length & 0x7f;
    if (length >= 0x80) {
      if (more == 0 || more > 3 || more > end - at) {
        return -1;
      }
      length = 0;
      for (int i = 0; i < more; i++) {
        length = (length << 8) | (bytes[at++] & 0xff);
      }
    }
    return length <= end - at ? length : -1;
  }
}
