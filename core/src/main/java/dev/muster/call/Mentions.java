package dev.muster.call;

import java.lang.classfile.Attribute;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.NestMembersAttribute;
import java.lang.classfile.attribute.PermittedSubclassesAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What all of one class names. Names have slashes.
///
/// @param names every class, but those that are only listed as nested in it or around it
/// @param members the members of other classes
record Mentions(Set<String> names, List<Member> members) {

  static Mentions of(ClassFacts facts) {
    return new Reader(FactsReader.parse(facts.file().array()), facts).read();
  }

  /// Reads them without looking at the code of methods where the constant pool says enough.
  private static final class Reader {

    private final ClassModel model;
    private final ClassFacts facts;
    private final String self;
    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> entries = new LinkedHashSet<>();
    private final Set<Member> members = new LinkedHashSet<>();

    Reader(ClassModel model, ClassFacts facts) {
      this.model = model;
      this.facts = facts;
      this.self = facts.name();
    }

    Mentions read() {
      pool();
      for (FieldModel field : model.fields()) {
        Names.in(field.fieldType().stringValue(), names);
        attributes(field);
      }
      for (MethodModel method : model.methods()) {
        Names.in(method.methodType().stringValue(), names);
        attributes(method);
      }
      attributes(model);
      entries.removeAll(listedOnly());
      names.addAll(entries);
      names.remove(self);
      return new Mentions(Set.copyOf(names), List.copyOf(members));
    }

    private void pool() {
      for (PoolEntry entry : model.constantPool()) {
        if (entry instanceof ClassEntry type) {
          Names.ofEntry(type.asInternalName(), entries);
        } else if (entry instanceof NameAndTypeEntry type) {
          Names.in(type.type().stringValue(), names);
        } else if (entry instanceof MethodTypeEntry type) {
          Names.in(type.descriptor().stringValue(), names);
        } else if (entry instanceof MemberRefEntry member) {
          member(member);
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
      Annotated.all(element.attributes(), names);
    }

    /// Classes that stand in the constant pool because the attributes for nested classes list them,
    /// and for no other reason. They may be the largest part of a program: the class around a small
    /// record, the other classes beside it.
    private Set<String> listedOnly() {
      var listed = new HashSet<String>(facts.kin().around());
      for (InnerClassInfo info : FactsReader.inner(model)) {
        listed.add(info.innerClass().asInternalName());
        if (info.outerClass().isPresent()) {
          listed.add(info.outerClass().get().asInternalName());
        }
      }
      var permitted = new HashSet<String>();
      for (Attribute<?> attribute : model.attributes()) {
        if (attribute instanceof NestMembersAttribute found) {
          add(found.nestMembers(), listed);
        } else if (attribute instanceof PermittedSubclassesAttribute found) {
          add(found.permittedSubclasses(), permitted);
        }
      }
      listed.removeAll(names);
      listed.removeAll(permitted);
      listed.removeIf(Platform::has);
      if (!listed.isEmpty()) {
        var named = new HashSet<String>();
        for (MethodModel method : model.methods()) {
          Code.read(method, named, new HashSet<>());
        }
        listed.removeAll(named);
      }
      return listed;
    }

    private static void add(List<ClassEntry> entries, Set<String> names) {
      for (ClassEntry entry : entries) {
        names.add(entry.asInternalName());
      }
    }
  }
}
