package dev.muster.it.call;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// What [CasesTest] has done on hosts.
final class Cases {

  private Cases() {}

  static String data(String name) throws IOException {
    try (InputStream in = Cases.class.getResourceAsStream(name)) {
      return in == null ? "none" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static int length(byte[] bytes) {
    return bytes.length;
  }

  /// One of two classes that are called Tool.
  static final class Left {
    private Left() {}

    static final class Tool {
      private Tool() {}

      static String name() {
        return "left";
      }
    }
  }

  /// The other one.
  static final class Right {
    private Right() {}

    static final class Tool {
      private Tool() {}

      static String name() {
        return "right";
      }
    }
  }
}
