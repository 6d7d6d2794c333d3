import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileElement;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.FieldTransform;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.classfile.attribute.RuntimeVisibleTypeAnnotationsAttribute;
import java.lang.classfile.attribute.SignatureAttribute;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Makes the jar that hosts are sent: a manifest, `Boot.class`, and all other classes packed together, which takes two thirds of what
/// each takes alone. The same classes give the same bytes, since hosts keep it by its digest.
///
/// Run by the build: `java Pack.java JAR CLASSES_OF_WIRE CLASSES_OF_AGENT`
class Pack {

  private static final String BOOT = "dev/muster/agent/boot/";
  private static final String START = "dev/muster/wire/start/";
  private static final String CLASS = ".class";

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
            packed.put(name.substring(0, name.length() - CLASS.length()).replace('/', '.'), file);
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
      put(out, "classes.gz", all(packed));
    }
  }

  /// What the controller alone uses stays there.
  private static boolean isWanted(String name) {
    return name.endsWith(CLASS)
        && !name.endsWith("-info.class")
        && !name.startsWith(START + "Launch")
        && !name.equals(START + "StartScript.class");
  }

  /// For each class its name, the count of its bytes, and the bytes. Small ones of a package are alike: side by side they take less.
  private static byte[] all(TreeMap<String, Path> classes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new Best(bytes))) {
      Comparator<Map.Entry<String, Path>> order =
          Comparator.comparing((Map.Entry<String, Path> each) -> each.getKey().substring(0, each.getKey().lastIndexOf('.')))
              .thenComparing(each -> each.getValue().toFile().length())
              .thenComparing(Map.Entry::getKey);
      for (var each : classes.entrySet().stream().sorted(order).toList()) {
        byte[] file = bare(Files.readAllBytes(each.getValue()));
        out.writeUTF(each.getKey());
        out.writeInt(file.length);
        out.write(file);
      }
    }
    return bytes.toByteArray();
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

  private static final class Best extends GZIPOutputStream {
    Best(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
