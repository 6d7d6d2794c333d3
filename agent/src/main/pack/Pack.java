import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileElement;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.FieldTransform;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.classfile.attribute.RuntimeVisibleTypeAnnotationsAttribute;
import java.lang.classfile.attribute.SignatureAttribute;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/// Makes the jar that hosts are sent: a manifest, `Boot.class`, and all other classes packed together, which takes 0.6 times what
/// they take alone. The same classes give the same bytes, since hosts keep it by its digest. Beside it lies a file with that digest: to
/// compute it takes a JVM that has just been started 20 ms.
///
/// Run by the build: `java Pack.java JAR CLASSES_OF_WIRE CLASSES_OF_AGENT`
class Pack {

  private static final String BOOT = "dev/muster/agent/boot/";
  private static final String START = "dev/muster/wire/start/";
  private static final String CLASS = ".class";

  /// Where the constants of a class begin, after their count.
  private static final int POOL = 10;

  /// The kind of a constant that is a text.
  private static final int TEXT = 1;

  /// The size of a constant of eight bytes.
  private static final int WIDE = 9;

  private static final int MOST_TEXTS = 0xffff;

  public static void main(String[] arguments) throws IOException {
    Path jar = Path.of(arguments[0]);
    TreeMap<String, Path> packed = new TreeMap<>();
    TreeMap<String, Path> plain = new TreeMap<>();
    for (String folder : List.of(arguments).subList(1, arguments.length)) {
      Path root = Path.of(folder);
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String name = root.relativize(file).toString().replace('\\', '/');
          if (name.startsWith(BOOT) && !name.endsWith("package-info.class")) {
            plain.put(name, file);
          } else if (isWanted(name)) {
            packed.put(name.substring(0, name.length() - CLASS.length()), file);
          }
        }
      }
    }
    if (plain.size() != 1 || packed.size() < 50) {
      throw new IOException("classes are missing: " + plain.keySet() + " and " + packed.size() + " others");
    }
    Files.createDirectories(jar.getParent());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.setLevel(Deflater.BEST_COMPRESSION);
      put(
          out,
          "META-INF/MANIFEST.MF",
          "Manifest-Version: 1.0\r\nMain-Class: dev.muster.agent.boot.Boot\r\n\r\n".getBytes());
      for (var file : plain.entrySet()) {
        put(out, file.getKey(), Files.readAllBytes(file.getValue()));
      }
      put(out, "classes", all(packed));
    }
    Path digest = jar.resolveSibling(jar.getFileName().toString().replace(".jar", ".sha256"));
    Files.writeString(digest, sha256(Files.readAllBytes(jar)));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// What the controller alone uses stays there.
  private static boolean isWanted(String name) {
    return name.endsWith(CLASS)
        && !name.endsWith("-info.class")
        && !name.startsWith(START + "Launch")
        && !name.equals(START + "StartScript.class");
  }

  /// Packs classes: first the texts of all their constants, each once, then the classes with numbers in the place of texts. Most texts are
  /// in many classes, too far from each other for the compressor to see.
  ///
  /// That is: the count of the texts, and each with its length before it, both in two bytes; then of each class the number of its name, how
  /// many bytes it has and how many follow, in four each, and those. Small classes of a package are alike: side by side they take less.
  private static byte[] all(TreeMap<String, Path> classes) throws IOException {
    Comparator<Map.Entry<String, Path>> order =
        Comparator.comparing((Map.Entry<String, Path> each) -> each.getKey().substring(0, each.getKey().lastIndexOf('/')))
            .thenComparing(each -> each.getValue().toFile().length())
            .thenComparing(Map.Entry::getKey);
    Map<String, byte[]> files = new LinkedHashMap<>();
    TreeMap<String, Integer> texts = new TreeMap<>();
    for (var each : classes.entrySet().stream().sorted(order).toList()) {
      byte[] file = bare(Files.readAllBytes(each.getValue()));
      files.put(each.getKey(), file);
      numbered(file, text -> texts.merge(text, 0, Integer::sum));
    }
    int count = 0;
    for (var text : texts.entrySet()) {
      text.setValue(count++);
    }
    if (count > MOST_TEXTS) {
      throw new IOException(count + " texts; at most " + MOST_TEXTS);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeShort(count);
      for (String text : texts.keySet()) {
        out.writeShort(text.length());
        out.writeBytes(text);
      }
      for (var each : files.entrySet()) {
        ByteBuffer file = numbered(each.getValue(), texts::get);
        out.writeShort(texts.get(each.getKey()));
        out.writeInt(each.getValue().length);
        out.writeInt(file.remaining());
        out.write(file.array(), 0, file.remaining());
      }
    }
    return bytes.toByteArray();
  }

  /// Returns a class with a number of two bytes in the place of each text of its constants (JVM specification, 4.1 and 4.4).
  ///
  /// @param number gives it for a text, whose characters are the bytes that stand in the class
  private static ByteBuffer numbered(byte[] file, ToIntFunction<String> number) {
    ByteBuffer in = ByteBuffer.wrap(file);
    ByteBuffer out = ByteBuffer.allocate(file.length + MOST_TEXTS);
    out.put(file, 0, POOL);
    int constants = in.getShort(POOL - 2) & 0xffff;
    int at = POOL;
    for (int i = 1; i < constants; i++) {
      int tag = file[at];
      if (tag == TEXT) {
        int length = in.getShort(at + 1) & 0xffff;
        int its = number.applyAsInt(new String(file, at + 3, length, StandardCharsets.ISO_8859_1));
        out.put((byte) tag).putShort((short) its);
        at += 3 + length;
      } else {
        int size = size(tag);
        out.put(file, at, size);
        at += size;
        i += size == WIDE ? 1 : 0; // these count twice
      }
    }
    return out.put(file, at, file.length - at).flip();
  }

  /// Returns how many bytes a constant takes that is no text.
  private static int size(int tag) {
    return switch (tag) {
      case 3, 4, 9, 10, 11, 12, 17, 18 -> 5;
      case 5, 6 -> WIDE;
      case 7, 8, 16, 19, 20 -> 3;
      case 15 -> 4;
      default -> throw new IllegalArgumentException("constant of kind " + tag);
    };
  }

  /// A class without what no JVM reads: annotations, which are for our own tools, and of what type variables the types of fields and methods
  /// were made. Those of records' components stay: values are read by them.
  private static byte[] bare(byte[] file) {
    ClassFile code = ClassFile.of();
    return code.transformClass(
        code.parse(file),
        ClassTransform.dropping(Pack::isAnnotation)
            .andThen(ClassTransform.transformingMethods(MethodTransform.dropping(Pack::isUnread)))
            .andThen(ClassTransform.transformingFields(FieldTransform.dropping(Pack::isUnread))));
  }

  private static boolean isAnnotation(ClassFileElement element) {
    return element instanceof RuntimeVisibleTypeAnnotationsAttribute
        || element instanceof RuntimeVisibleAnnotationsAttribute;
  }

  private static boolean isUnread(ClassFileElement element) {
    return isAnnotation(element) || element instanceof SignatureAttribute;
  }

  private static void put(JarOutputStream out, String name, byte[] bytes) throws IOException {
    JarEntry entry = new JarEntry(name);
    entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }
}
