package dev.muster.agent;

/// Stacks without our own frames, which say nothing to who wrote the code.
final class Frames {

  private static final String OURS = Frames.class.getPackageName() + ".";

  private Frames() {}

  /// Cuts a stack where our code and the JDK's way from it begin.
  static Throwable withoutOurs(Throwable thrown) {
    StackTraceElement[] stack;
    try {
      stack = thrown.getStackTrace();
    } catch (RuntimeException | Error e) {
      return thrown; // it is not a usual one
    }
    int end = stack.length;
    for (int i = 0; i < stack.length && end == stack.length; i++) {
      String type = stack[i].getClassName();
      if (type.startsWith(OURS + "Invoker") || type.startsWith(OURS + "CallRun")) {
        end = i;
      }
    }
    while (end > 0 && end < stack.length && isReflection(stack[end - 1])) {
      end--;
    }
    if (end < stack.length) {
      StackTraceElement[] theirs = new StackTraceElement[end];
      System.arraycopy(stack, 0, theirs, 0, end);
      thrown.setStackTrace(theirs);
    }
    return thrown;
  }

  private static boolean isReflection(StackTraceElement frame) {
    String type = frame.getClassName();
    return type.startsWith("java.lang.reflect.")
        || type.startsWith("jdk.internal.reflect.")
        || type.startsWith("java.lang.invoke.");
  }
}
