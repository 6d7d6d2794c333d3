package com.example.calls;

/// Something that belongs to the controller.
final class Opened {

  private Opened() {}

  static String onlyHere() {
    if (!Opened.class.getClassLoader().getClass().getName().startsWith("jdk.internal.loader.")) {
      throw new IllegalStateException("opened on a host");
    }
    return "opened";
  }
}
