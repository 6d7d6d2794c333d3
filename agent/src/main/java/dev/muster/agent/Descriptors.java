package dev.muster.agent;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.lang.reflect.Constructor;
import java.nio.channels.FileChannel;

/// The two descriptors that the start-up script has moved the pipe to.
///
/// The JDK has no public way to a descriptor by its number; opening it anew by name
/// (`/dev/fd/3`) fails for sockets, which is what an SSH server gives. The jar's manifest opens
/// `java.io` for this class alone.
final class Descriptors {

  static final int IN = 3;
  static final int OUT = 4;

  private Descriptors() {}

  /// Returns the channel that frames are read from.
  static FileChannel in() throws ReflectiveOperationException {
    return new FileInputStream(descriptor(IN)).getChannel();
  }

  /// Returns the channel that frames are written to.
  static FileChannel out() throws ReflectiveOperationException {
    return new FileOutputStream(descriptor(OUT)).getChannel();
  }

  private static FileDescriptor descriptor(int number) throws ReflectiveOperationException {
    Constructor<FileDescriptor> made = FileDescriptor.class.getDeclaredConstructor(int.class);
    made.setAccessible(true);
    return made.newInstance(number);
  }
}
