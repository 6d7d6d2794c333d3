package dev.muster.wire.value;

import java.math.RoundingMode;
import java.nio.file.FileVisitOption;
import java.nio.file.LinkOption;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The records and enums that a reader may make, by name.
///
/// It is a table of classes that its maker chose. An implementation never hands the name to a class
/// loader: whoever sends the bytes would choose which code of ours runs.
@FunctionalInterface
public interface Types {

  /// Returns the class of that binary name (`com.example.Outer$Inner`); null if it is not among
  /// them.
  @Nullable Class<?> find(String name);

  /// Returns a table of these classes and a few enums of the JDK: units of time, options and
  /// permissions of files, states of threads, modes of rounding.
  static Types of(Class<?>... classes) {
    Map<String, Class<?>> table = new HashMap<>(TypeTable.PLATFORM);
    for (Class<?> type : classes) {
      table.put(type.getName(), type);
    }
    return new TypeTable(Map.copyOf(table));
  }

  /// Returns a table of these and of what the other has besides.
  default Types or(Types other) {
    return name -> {
      Class<?> found = find(name);
      return found == null ? other.find(name) : found;
    };
  }
}

/// A table.
record TypeTable(Map<String, Class<?>> classes) implements Types {

  static final Map<String, Class<?>> PLATFORM = new HashMap<>();

  static {
    Class<?>[] platform = {
      TimeUnit.class,
      ChronoUnit.class,
      PosixFilePermission.class,
      StandardOpenOption.class,
      StandardCopyOption.class,
      LinkOption.class,
      FileVisitOption.class,
      RoundingMode.class,
      Thread.State.class
    };
    for (Class<?> type : platform) {
      PLATFORM.put(type.getName(), type);
    }
  }

  @Override
  public @Nullable Class<?> find(String name) {
    return classes.get(name);
  }
}
