package dev.muster.call;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.jar.JarFile;

/// One entry of a jar that is closed with it.
final class JarEntryStream extends FilterInputStream {

  private final JarFile jar;

  JarEntryStream(JarFile jar, InputStream entry) {
    super(entry);
    this.jar = jar;
  }

  @Override
  public void close() throws IOException {
    jar.close(); // closes what was opened in it
  }
}
