package dev.muster.it.call;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;

/// Code that does to its standard streams, and to its Java, what people's code does.
final class Printer {

  /// How many are in [#poisons] at once.
  static final int POISONERS = 5;

  private static final CyclicBarrier TOGETHER = new CyclicBarrier(POISONERS);

  private static PrintStream kept = System.out;

  private Printer() {}

  /// Prints in every way there is, then waits until somebody has seen it and made a file.
  static void everyWay(String seen) throws Exception {
    System.out.println("println grün");
    System.out.print("two ");
    System.out.printf("parts%n");
    System.err.println("error");
    Thread thread = new Thread(() -> System.out.println("from a thread"));
    thread.start();
    thread.join();
    Thread failing =
        new Thread(() -> {
          throw new IllegalStateException("uncaught");
        });
    failing.start();
    failing.join();
    new ProcessBuilder("/bin/sh", "-c", "echo child out; echo child error >&2")
        .inheritIO()
        .start()
        .waitFor();
    try (FileOutputStream raw = new FileOutputStream(FileDescriptor.out)) {
      raw.write("descriptor 1\n".getBytes(StandardCharsets.UTF_8));
    }
    System.out.print("the last line has no end");
    while (!Files.exists(Path.of(seen))) {
      LockSupport.parkNanos(5_000_000);
    }
  }

  /// Prints in every way, together with four others, then waits until somebody has seen it all and
  /// made a file.
  static int poisons(int number, String seen) throws Exception {
    TOGETHER.await();
    System.out.println("print " + number);
    System.err.println("error " + number);
    new FileOutputStream(FileDescriptor.out).write(line("descriptor 1 of " + number));
    new FileOutputStream(FileDescriptor.err).write(line("descriptor 2 of " + number));
    String says = "echo child " + number + "; echo child error " + number + " >&2; cat";
    int status = new ProcessBuilder("/bin/sh", "-c", says).inheritIO().start().waitFor();
    while (!Files.exists(Path.of(seen))) {
      LockSupport.parkNanos(5_000_000);
    }
    return 100 * number + status;
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /// Prints one long line and many short ones.
  static int much(int lines) {
    System.out.println("x".repeat(1 << 20));
    for (int i = 0; i < lines; i++) {
      System.out.println("line " + i);
    }
    return lines;
  }

  /// Prints while it is interrupted.
  static void interrupted() {
    Thread.currentThread().interrupt();
    System.out.println("printed all the same");
  }

  /// Reads what there is to read, and closes everything.
  static int closes() throws IOException {
    int read = System.in.read();
    System.in.close();
    System.out.close();
    System.err.close();
    return read;
  }

  static void says(String text) {
    System.out.println(text);
  }

  /// Has another `System.out`, and returns what was printed to it.
  static String replaces() {
    kept = System.out;
    ByteArrayOutputStream mine = new ByteArrayOutputStream();
    System.setOut(new PrintStream(mine, true, StandardCharsets.UTF_8));
    System.out.print("to mine");
    return mine.toString(StandardCharsets.UTF_8);
  }

  static boolean restores() {
    boolean stayed = !System.out.equals(kept);
    System.setOut(kept);
    return stayed;
  }

  static void logs(String text) {
    Logger.getLogger("app").warning(text);
  }

  /// A child that prints when the call is long over.
  static void leavesAChild(String go) throws IOException {
    new ProcessBuilder("/bin/sh", "-c", "while ! [ -e " + go + " ]; do sleep 0.05; done; echo late")
        .inheritIO()
        .start();
  }

  static int fillsTheMemory() {
    List<long[]> all = new ArrayList<>();
    while (all.size() < 1 << 20) {
      all.add(new long[1 << 16]);
    }
    return all.size();
  }

  @SuppressWarnings("InfiniteRecursion") // that is what it is for
  static int overflows(int depth) {
    return overflows(depth + 1) + 1;
  }

  static int exits(int status) {
    System.exit(status);
    return status;
  }

  static int halts(int status) {
    Runtime.getRuntime().halt(status);
    return status;
  }
}
