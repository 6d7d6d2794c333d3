package dev.muster.wire;

import org.jspecify.annotations.Nullable;

/// How a connection ended.
public sealed interface MuxEnd {

  /// Says it in words that follow the name of the other end, such as `ended the connection`.
  String message();

  /// One of the ends said that it is over.
  ///
  /// @param ours whether it was ours
  record Bye(boolean ours, Payload reason) implements MuxEnd {
    @Override
    public String message() {
      return ours ? "was told that the connection is over" : "ended the connection";
    }
  }

  /// The other end did what the protocol does not allow.
  ///
  /// @param what what came, and what was wanted
  record Broken(String what) implements MuxEnd {
    @Override
    public String message() {
      return "broke the protocol: " + what;
    }
  }

  /// The pipe ended, or could not be read or written any more.
  record Lost(String what, @Nullable Throwable cause) implements MuxEnd {
    @Override
    public String message() {
      return "was lost: " + what;
    }
  }
}
