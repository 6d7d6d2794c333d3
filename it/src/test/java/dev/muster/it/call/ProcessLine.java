package dev.muster.it.call;

import dev.muster.model.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// The pipe to a process on this machine, as a program might write it that brings a [Transport].
class ProcessLine implements Transport.Connection {

  private final Process process;
  private final AtomicInteger closed = new AtomicInteger();

  ProcessLine(List<String> program) throws IOException {
    process = new ProcessBuilder(program).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  @Override
  public InputStream input() {
    return process.getInputStream();
  }

  @Override
  public OutputStream output() {
    return process.getOutputStream();
  }

  @Override
  public void close() throws IOException {
    closed.incrementAndGet();
    process.destroy();
  }

  /// Returns how often it was closed.
  int closed() {
    return closed.get();
  }
}
