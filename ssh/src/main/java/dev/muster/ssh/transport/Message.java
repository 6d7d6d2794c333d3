package dev.muster.ssh.transport;

/// Message numbers (RFC 4250 section 4.1.2, RFC 8308) and reason codes (section 4.2.2).
public final class Message {

  public static final int DISCONNECT = 1;
  public static final int IGNORE = 2;
  public static final int UNIMPLEMENTED = 3;
  public static final int DEBUG = 4;
  public static final int SERVICE_REQUEST = 5;
  public static final int SERVICE_ACCEPT = 6;
  public static final int EXT_INFO = 7;
  public static final int KEXINIT = 20;
  public static final int NEWKEYS = 21;
  public static final int KEX_FIRST = 30;
  public static final int KEX_LAST = 49;
  public static final int USERAUTH_REQUEST = 50;
  public static final int USERAUTH_FAILURE = 51;
  public static final int USERAUTH_SUCCESS = 52;
  public static final int USERAUTH_BANNER = 53;
  public static final int USERAUTH_PK_OK = 60;
  public static final int USERAUTH_PASSWD_CHANGEREQ = 60;
  public static final int USERAUTH_INFO_REQUEST = 60;
  public static final int USERAUTH_INFO_RESPONSE = 61;
  public static final int USERAUTH_GSSAPI_RESPONSE = 60;
  public static final int USERAUTH_GSSAPI_TOKEN = 61;
  public static final int USERAUTH_GSSAPI_EXCHANGE_COMPLETE = 63;
  public static final int USERAUTH_GSSAPI_ERROR = 64;
  public static final int USERAUTH_GSSAPI_ERRTOK = 65;
  public static final int USERAUTH_GSSAPI_MIC = 66;
  public static final int GLOBAL_REQUEST = 80;
  public static final int REQUEST_SUCCESS = 81;
  public static final int REQUEST_FAILURE = 82;
  public static final int CHANNEL_OPEN = 90;
  public static final int CHANNEL_OPEN_CONFIRMATION = 91;
  public static final int CHANNEL_OPEN_FAILURE = 92;
  public static final int CHANNEL_WINDOW_ADJUST = 93;
  public static final int CHANNEL_DATA = 94;
  public static final int CHANNEL_EXTENDED_DATA = 95;
  public static final int CHANNEL_EOF = 96;
  public static final int CHANNEL_CLOSE = 97;
  public static final int CHANNEL_REQUEST = 98;
  public static final int CHANNEL_SUCCESS = 99;
  public static final int CHANNEL_FAILURE = 100;

  /// `SSH_DISCONNECT_PROTOCOL_ERROR`.
  public static final int REASON_PROTOCOL_ERROR = 2;

  /// `SSH_DISCONNECT_KEY_EXCHANGE_FAILED`.
  public static final int REASON_KEY_EXCHANGE_FAILED = 3;

  /// `SSH_DISCONNECT_HOST_KEY_NOT_VERIFIABLE`.
  public static final int REASON_HOST_KEY_NOT_VERIFIABLE = 9;

  /// `SSH_DISCONNECT_BY_APPLICATION`.
  public static final int REASON_BY_APPLICATION = 11;

  /// `SSH_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE`.
  public static final int REASON_NO_MORE_AUTH_METHODS = 14;

  private Message() {}
}
