package dev.muster.call;

import java.lang.classfile.Attribute;
import java.lang.classfile.BootstrapMethodEntry;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.ExceptionsAttribute;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.ConstantDynamicEntry;
import java.lang.classfile.constantpool.IntegerEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.instruction.ConstantInstruction.LoadConstantInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.invoke.MethodHandleInfo;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Reads the code of methods for the classes and members that it names.
///
/// Asks for one kind of element after another instead of switching over them, and has loops where a
/// lambda would do, as all here that runs in front of the first call of a program: the first switch
/// over types costs some 10 ms, each lambda one.
final class Code {

  private static final String METAFACTORY = "java/lang/invoke/LambdaMetafactory";
  private static final int SERIALIZABLE = 1;

  private Code() {}

  /// The methods of a class that stand behind lambdas and method references in it which can be
  /// taken apart: whatever of this class may be called on hosts. One that needs an object of the
  /// class is none of them, since only values travel.
  static Set<Member> calls(ClassModel model) {
    String self = model.thisClass().asInternalName();
    var calls = new LinkedHashSet<Member>();
    for (int i = 0; i < model.constantPool().bootstrapMethodCount(); i++) {
      BootstrapMethodEntry entry = model.constantPool().bootstrapMethodEntry(i);
      if (isSerializable(entry)
          && entry.arguments().get(1) instanceof MethodHandleEntry handle
          && isStatic(handle)
          && handle.reference().owner().asInternalName().equals(self)) {
        calls.add(member(handle));
      }
    }
    return calls;
  }

  private static boolean isSerializable(BootstrapMethodEntry entry) {
    var factory = entry.bootstrapMethod().reference();
    List<LoadableConstantEntry> arguments = entry.arguments();
    return factory.name().equalsString("altMetafactory")
        && factory.owner().asInternalName().equals(METAFACTORY)
        && arguments.size() > 3
        && arguments.get(3) instanceof IntegerEntry flags
        && (flags.intValue() & SERIALIZABLE) != 0;
  }

  private static boolean isStatic(MethodHandleEntry handle) {
    return handle.kind() == MethodHandleInfo.REF_invokeStatic
        || handle.kind() == MethodHandleInfo.REF_newInvokeSpecial;
  }

  private static Member member(MethodHandleEntry handle) {
    var reference = handle.reference();
    return new Member(
        reference.owner().asInternalName(),
        reference.name().stringValue(),
        reference.type().stringValue());
  }

  /// @param names gets each class that the code names
  /// @param members gets each method and field that it names, with its owner
  static void read(MethodModel method, Collection<String> names, Collection<Member> members) {
    Names.in(method.methodType().stringValue(), names);
    Annotated.all(method.attributes(), names);
    for (Attribute<?> attribute : method.attributes()) {
      if (attribute instanceof ExceptionsAttribute found) {
        for (ClassEntry type : found.exceptions()) {
          type(type, names);
        }
      } else if (attribute instanceof CodeAttribute code) {
        var reading = new Reading(names, members);
        for (CodeElement element : code) {
          reading.element(element);
        }
        frames(code, names);
      }
    }
  }

  private static void type(ClassEntry entry, Collection<String> names) {
    Names.ofEntry(entry.asInternalName(), names);
  }

  /// What the verifier compares where ways through the code meet.
  private static void frames(CodeAttribute code, Collection<String> names) {
    for (Attribute<?> attribute : code.attributes()) {
      if (attribute instanceof StackMapTableAttribute table) {
        for (StackMapFrameInfo frame : table.entries()) {
          frame(frame.locals(), names);
          frame(frame.stack(), names);
        }
      }
    }
  }

  private static void frame(List<VerificationTypeInfo> types, Collection<String> names) {
    for (VerificationTypeInfo type : types) {
      if (type instanceof ObjectVerificationTypeInfo object) {
        type(object.className(), names);
      }
    }
  }

  private static final class Reading {

    private final Collection<String> names;
    private final Collection<Member> members;

    Reading(Collection<String> names, Collection<Member> members) {
      this.names = names;
      this.members = members;
    }

    void element(CodeElement element) {
      if (element instanceof InvokeInstruction invoke) {
        member(invoke.owner(), invoke.name().stringValue(), invoke.type().stringValue());
      } else if (element instanceof FieldInstruction field) {
        member(field.owner(), field.name().stringValue(), field.type().stringValue());
      } else if (element instanceof InvokeDynamicInstruction dynamic) {
        Names.in(dynamic.type().stringValue(), names);
        bootstrap(dynamic.invokedynamic().bootstrap());
      } else if (element instanceof LoadConstantInstruction constant) {
        constant(constant.constantEntry());
      } else if (element instanceof NewObjectInstruction made) {
        type(made.className(), names);
      } else if (element instanceof NewReferenceArrayInstruction made) {
        type(made.componentType(), names);
      } else if (element instanceof NewMultiArrayInstruction made) {
        type(made.arrayType(), names);
      } else if (element instanceof TypeCheckInstruction check) {
        type(check.type(), names);
      } else if (element instanceof ExceptionCatch caught) {
        if (caught.catchType().isPresent()) {
          type(caught.catchType().get(), names);
        }
      }
    }

    private void member(ClassEntry owner, String name, String descriptor) {
      Names.in(descriptor, names);
      type(owner, names);
      if (!owner.asInternalName().startsWith("[")) {
        members.add(new Member(owner.asInternalName(), name, descriptor));
      }
    }

    private void bootstrap(BootstrapMethodEntry entry) {
      constant(entry.bootstrapMethod());
      for (LoadableConstantEntry argument : entry.arguments()) {
        constant(argument);
      }
    }

    private void constant(LoadableConstantEntry constant) {
      if (constant instanceof ClassEntry type) {
        type(type, names);
      } else if (constant instanceof MethodTypeEntry type) {
        Names.in(type.descriptor().stringValue(), names);
      } else if (constant instanceof MethodHandleEntry handle) {
        var reference = handle.reference();
        member(reference.owner(), reference.name().stringValue(), reference.type().stringValue());
      } else if (constant instanceof ConstantDynamicEntry dynamic) {
        Names.in(dynamic.type().stringValue(), names);
        bootstrap(dynamic.bootstrap());
      }
    }
  }
}
