package dev.muster.call;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Which members of one class are reached. Members are known by their names and descriptors.
final class Reach {

  private final String self;
  private final Map<String, MethodModel> methods = new HashMap<>();
  private final Map<String, FieldModel> fields = new HashMap<>();
  private final Set<String> reached = new HashSet<>();
  private boolean instantiated;

  Reach(ClassFacts facts) {
    ClassModel model = FactsReader.parse(facts.file().array());
    this.self = facts.name();
    for (MethodModel method : model.methods()) {
      methods.put(key(method), method);
    }
    for (FieldModel field : model.fields()) {
      fields.put(key(field), field);
    }
  }

  static String key(MethodModel method) {
    return method.methodName().stringValue() + method.methodType().stringValue();
  }

  static String key(FieldModel field) {
    return field.fieldName().stringValue() + " " + field.fieldType().stringValue();
  }

  static String key(Member member) {
    return member.isMethod()
        ? member.name() + member.descriptor()
        : member.name() + " " + member.descriptor();
  }

  /// The members reached so far.
  Set<String> reached() {
    return reached;
  }

  /// Whether objects of the class are made, so that whatever can be called on one has to be there.
  boolean instantiated() {
    return instantiated;
  }

  boolean declares(Member member) {
    return member.isMethod() ? methods.containsKey(key(member)) : fields.containsKey(key(member));
  }

  /// Marks a member that this class declares, and adds what that needs in turn.
  void mark(Member member, Collection<String> names, Collection<Member> members) {
    if (!reached.add(key(member))) {
      return;
    }
    if (!member.isMethod()) {
      field(Objects.requireNonNull(fields.get(key(member))), names, members);
      return;
    }
    MethodModel method = Objects.requireNonNull(methods.get(key(member)));
    Code.read(method, names, members);
    if (method.flags().has(AccessFlag.NATIVE)) {
      members.add(Member.initializer(self)); // where such a class loads its library
    }
    if (member.name().equals(Member.CONSTRUCTOR) && !instantiated) {
      instantiated = true;
      for (MethodModel other : methods.values()) {
        if (canBeCalledFromOutside(other)) {
          members.add(member(other));
        }
      }
    }
  }

  /// A constant that code holds by itself needs no initializer of its class.
  private void field(FieldModel field, Collection<String> names, Collection<Member> members) {
    Names.in(field.fieldType().stringValue(), names);
    Annotated.all(field.attributes(), names);
    if (field.flags().has(AccessFlag.STATIC)
        && field.findAttribute(Attributes.constantValue()).isEmpty()) {
      members.add(Member.initializer(self));
    }
  }

  private static boolean canBeCalledFromOutside(MethodModel method) {
    return !method.flags().has(AccessFlag.STATIC)
        && !method.flags().has(AccessFlag.PRIVATE)
        && !method.methodName().stringValue().startsWith("<");
  }

  private Member member(MethodModel method) {
    return new Member(self, method.methodName().stringValue(), method.methodType().stringValue());
  }
}
