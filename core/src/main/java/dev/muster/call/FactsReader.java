package dev.muster.call;

import dev.muster.call.ClassFacts.Kin;
import dev.muster.call.ClassFacts.Shape;
import java.lang.classfile.Attribute;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.EnclosingMethodAttribute;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.classfile.attribute.NestHostAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// Reads [ClassFacts] out of a class file.
final class FactsReader {

  private FactsReader() {}

  /// @throws IllegalArgumentException if it is no class file
  static ClassModel parse(byte[] bytes) {
    return ClassFile.of().parse(bytes);
  }

  /// @throws IllegalArgumentException if it is no class file
  static ClassFacts read(byte[] bytes, Origin origin) {
    ClassModel model = parse(bytes);
    return new ClassFacts(
        new PushedClass(model.thisClass().asInternalName().replace('/', '.'), bytes),
        origin,
        model.majorVersion(),
        shape(model),
        new Kin(supers(model), around(model)));
  }

  private static Shape shape(ClassModel model) {
    if (model.flags().has(AccessFlag.ENUM)) {
      return Shape.ENUM;
    }
    if (model.findAttribute(Attributes.record()).isPresent()) {
      return Shape.RECORD;
    }
    if (model.flags().has(AccessFlag.INTERFACE)) {
      return Shape.INTERFACE;
    }
    return Code.calls(model).isEmpty() ? Shape.PLAIN : Shape.HOLDS_CALLS;
  }

  private static List<String> supers(ClassModel model) {
    var supers = new ArrayList<String>();
    if (model.superclass().isPresent()) {
      supers.add(model.superclass().get().asInternalName());
    }
    for (ClassEntry type : model.interfaces()) {
      supers.add(type.asInternalName());
    }
    return List.copyOf(supers);
  }

  private static List<String> around(ClassModel model) {
    var around = new LinkedHashSet<String>();
    for (Attribute<?> attribute : model.attributes()) {
      if (attribute instanceof NestHostAttribute found) {
        around.add(found.nestHost().asInternalName());
      } else if (attribute instanceof EnclosingMethodAttribute found) {
        around.add(found.enclosingClass().asInternalName());
      }
    }
    for (InnerClassInfo info : inner(model)) {
      if (info.innerClass().equals(model.thisClass()) && info.outerClass().isPresent()) {
        around.add(info.outerClass().get().asInternalName());
      }
    }
    return List.copyOf(around);
  }

  /// Every nested class that a class names or has.
  static List<InnerClassInfo> inner(ClassModel model) {
    for (Attribute<?> attribute : model.attributes()) {
      if (attribute instanceof InnerClassesAttribute found) {
        return found.classes();
      }
    }
    return List.of();
  }
}
