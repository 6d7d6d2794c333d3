package dev.muster.call;

import dev.muster.call.ClassFacts.Kin;
import dev.muster.call.ClassFacts.Shape;
import java.lang.classfile.Attribute;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Reads [ClassFacts] out of a class file, without looking at the code of its methods where the
/// constant pool says enough.
final class FactsReader {

  private final ClassModel model;
  private final String self;
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> entries = new LinkedHashSet<>();
  private final Set<Member> members = new LinkedHashSet<>();

  private FactsReader(ClassModel model) {
    this.model = model;
    this.self = model.thisClass().asInternalName();
  }

  static ClassModel parse(byte[] bytes) {
    return ClassFile.of().parse(bytes);
  }

  /// @throws IllegalArgumentException if it is no class file
  static ClassFacts read(byte[] bytes, Origin origin) {
    var reader = new FactsReader(parse(bytes));
    return reader.facts(bytes, origin);
  }

  private ClassFacts facts(byte[] bytes, Origin origin) {
    pool();
    model
        .fields()
        .forEach(field -> {
          named(field.fieldType().stringValue());
          attributes(field);
        });
    model
        .methods()
        .forEach(method -> {
          named(method.methodType().stringValue());
          attributes(method);
        });
    attributes(model);
    List<String> around = around();
    entries.removeAll(listedOnly(around));
    names.addAll(entries);
    names.remove(self);
    return new ClassFacts(
        new PushedClass(self.replace('/', '.'), bytes),
        origin,
        model.majorVersion(),
        shape(),
        new Kin(supers(), around, permitted()),
        Set.copyOf(names),
        List.copyOf(members));
  }

  private void named(String descriptor) {
    Names.in(descriptor, names::add);
  }

  private void pool() {
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry type -> Names.ofEntry(type.asInternalName(), entries::add);
        case NameAndTypeEntry type -> named(type.type().stringValue());
        case MethodTypeEntry type -> named(type.descriptor().stringValue());
        case MemberRefEntry member -> member(member);
        default -> {}
      }
    }
  }

  private void member(MemberRefEntry entry) {
    String owner = entry.owner().asInternalName();
    if (!owner.equals(self) && !owner.startsWith("[") && !Platform.has(owner)) {
      names.add(owner);
      members.add(new Member(owner, entry.name().stringValue(), entry.type().stringValue()));
    }
  }

  private void attributes(AttributedElement element) {
    for (Attribute<?> attribute : element.attributes()) {
      Annotated.names(attribute, names::add);
    }
  }

  private List<String> supers() {
    var supers = new ArrayList<String>();
    model.superclass().ifPresent(type -> supers.add(type.asInternalName()));
    model.interfaces().forEach(type -> supers.add(type.asInternalName()));
    return List.copyOf(supers);
  }

  private List<String> permitted() {
    return model
        .findAttribute(Attributes.permittedSubclasses())
        .map(found -> found.permittedSubclasses().stream().map(ClassEntry::asInternalName).toList())
        .orElse(List.of());
  }

  private List<String> around() {
    var around = new LinkedHashSet<String>();
    model
        .findAttribute(Attributes.nestHost())
        .ifPresent(found -> around.add(found.nestHost().asInternalName()));
    model
        .findAttribute(Attributes.enclosingMethod())
        .ifPresent(found -> around.add(found.enclosingClass().asInternalName()));
    for (InnerClassInfo info : inner()) {
      if (info.innerClass().asInternalName().equals(self)) {
        info.outerClass().ifPresent(outer -> around.add(outer.asInternalName()));
      }
    }
    return List.copyOf(around);
  }

  private List<InnerClassInfo> inner() {
    return model
        .findAttribute(Attributes.innerClasses())
        .map(found -> found.classes())
        .orElse(List.of());
  }

  /// Classes that stand in the constant pool because the attributes for nested classes list them,
  /// and for no other reason. They may be the largest part of a program: the class around a small
  /// record, the other classes beside it.
  private Set<String> listedOnly(List<String> around) {
    var listed = new HashSet<String>(around);
    for (InnerClassInfo info : inner()) {
      listed.add(info.innerClass().asInternalName());
      info.outerClass().ifPresent(outer -> listed.add(outer.asInternalName()));
    }
    model
        .findAttribute(Attributes.nestMembers())
        .ifPresent(
            found -> found.nestMembers().forEach(member -> listed.add(member.asInternalName())));
    listed.removeAll(names);
    listed.retainAll(entries);
    if (!listed.isEmpty()) {
      supers().forEach(listed::remove);
      permitted().forEach(listed::remove);
      model.methods().forEach(method -> Code.read(method, listed::remove, member -> {}));
    }
    return listed;
  }

  private Shape shape() {
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
}
