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

/// A table of classes, and of the few of the JDK that are in every one.
final class TypeTable implements Types {

  static final Types NONE = new TypeTable(false);

  private final Map<String, Class<?>> classes = new HashMap<>();
  private final boolean platform;

  private TypeTable(boolean platform) {
    this.platform = platform;
  }

  TypeTable(Class<?>... classes) {
    this(true);
    for (Class<?> type : classes) {
      this.classes.put(type.getName(), type);
    }
  }

  @Override
  public @Nullable Class<?> find(String name) {
    Class<?> found = classes.get(name);
    return found == null && platform ? platform(name) : found;
  }

  private static @Nullable Class<?> platform(String name) {
    return switch (name) {
      case "java.math.RoundingMode" -> RoundingMode.class;
      case "java.nio.file.FileVisitOption" -> FileVisitOption.class;
      case "java.nio.file.LinkOption" -> LinkOption.class;
      case "java.nio.file.StandardCopyOption" -> StandardCopyOption.class;
      case "java.nio.file.StandardOpenOption" -> StandardOpenOption.class;
      case "java.nio.file.attribute.PosixFilePermission" -> PosixFilePermission.class;
      case "java.time.temporal.ChronoUnit" -> ChronoUnit.class;
      case "java.util.concurrent.TimeUnit" -> TimeUnit.class;
      case "java.lang.Thread$State" -> Thread.State.class;
      default -> null;
    };
  }
}
