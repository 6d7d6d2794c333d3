package dev.muster.ssh.token;

/// What the functions of PKCS#11 return (`CKR_…`).
final class Status {

  static final long PIN_INCORRECT = 0xa0;
  static final long PIN_INVALID = 0xa1;
  static final long PIN_LENGTH = 0xa2;
  static final long PIN_EXPIRED = 0xa3;
  static final long PIN_LOCKED = 0xa4;

  private Status() {}

  /// Returns whether a status is about the PIN that was given.
  static boolean isOfPin(long status) {
    return status >= PIN_INCORRECT && status <= PIN_LOCKED;
  }

  /// Returns a status in a few words.
  static String text(long status) {
    if (status == PIN_INCORRECT || status == PIN_INVALID) {
      return "the PIN is wrong";
    } else if (status == PIN_LENGTH) {
      return "the PIN is too short or too long";
    } else if (status == PIN_EXPIRED) {
      return "the PIN has run out; change it";
    } else if (status == PIN_LOCKED) {
      return "its PIN is locked";
    } else if (status == 0x30 || status == 0x32 || status == 0xe0 || status == 0xb3) {
      return "the token is not there any more";
    } else if (status == 0x101) {
      return "it wants its PIN first";
    } else if (status == 0x50) {
      return "nobody confirmed it at the token";
    } else if (status == 0x68 || status == 0x70) {
      return "it cannot be done with such a key";
    }
    return "error 0x" + Long.toHexString(status) + " of PKCS#11";
  }
}
