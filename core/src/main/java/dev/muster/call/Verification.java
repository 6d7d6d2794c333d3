package dev.muster.call;

import dev.muster.call.ClassFiles.View;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.constant.ClassDesc;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/// Which classes a JVM loads to verify a class: where a value of one class goes to a place of
/// another, it looks up how they are related. It does so for all methods of a class before the
/// first one runs, so these classes have to be there for methods that never run, too.
final class Verification implements ClassHierarchyResolver {

  private static final ClassHierarchyResolver JDK =
      ClassHierarchyResolver.ofClassLoading(ClassLoader.getSystemClassLoader());

  private final View view;
  private final Set<String> asked = new LinkedHashSet<>();

  private Verification(View view) {
    this.view = view;
  }

  /// The classes that are loaded for `file`, and those that its methods take and give, which are
  /// loaded by who looks for a method in it.
  static Set<String> names(byte[] file, View view) {
    var verification = new Verification(view);
    var reader = ClassFile.of(ClassHierarchyResolverOption.of(verification));
    ClassModel model = reader.parse(file);
    for (MethodModel method : model.methods()) {
      Names.in(method.methodType().stringValue(), verification.asked);
    }
    if (namesOthers(model, verification.asked)) {
      reader.verify(model); // whether it can be verified is for the JVM to say
    }
    return Set.copyOf(verification.asked);
  }

  /// Whether the class names one that a host does not have anyway. The verifier compares classes
  /// that its constants and its methods' types name, and those above them; the JDK's takes a
  /// program 20 ms to begin with, while its first call waits.
  ///
  /// @param taken the classes that its methods take and give
  private static boolean namesOthers(ClassModel model, Set<String> taken) {
    var named = new HashSet<String>(taken);
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof ClassEntry type) {
        Names.ofEntry(type.asInternalName(), named);
      } else if (entry instanceof NameAndTypeEntry member) {
        Names.in(member.type().stringValue(), named);
      }
    }
    named.remove(model.thisClass().asInternalName());
    for (String name : named) {
      if (!Platform.has(name)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public ClassHierarchyInfo getClassInfo(ClassDesc type) {
    String descriptor = type.descriptorString();
    String name = descriptor.substring(1, descriptor.length() - 1);
    if (Platform.has(name)) {
      ClassHierarchyInfo known = JDK.getClassInfo(type);
      return known == null ? ClassHierarchyInfo.ofInterface() : known;
    }
    asked.add(name);
    ClassFacts facts = view.find(name);
    if (facts == null || facts.isInterface()) {
      return ClassHierarchyInfo.ofInterface();
    }
    return ClassHierarchyInfo.ofClass(ClassDesc.ofInternalName(facts.kin().supers().getFirst()));
  }
}
