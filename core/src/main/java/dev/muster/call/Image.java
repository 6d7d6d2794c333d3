package dev.muster.call;

import dev.muster.call.ClassFiles.View;
import dev.muster.call.Walk.Node;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The part of a class that travels, where the class holds calls: the methods that stand behind all
/// of its calls, and what they reach in it. Its static initializer is left behind unless static
/// fields are used, because that is where programs open what belongs to the controller.
///
/// Which part that is depends on the class files alone, not on which call comes first, so that all
/// calls of a class find the same class on the host, with the same static fields.
///
/// @param file the class with that part
/// @param members what is left, as [Reach] names it
/// @param names the classes that the JVM loads to verify what is left
record Image(PushedClass file, Set<String> members, Set<String> names) {

  /// The part of `holder`, or null if all of it has to travel.
  static @Nullable Image of(ClassFacts holder, View view) {
    ClassModel model = FactsReader.parse(holder.file().array());
    // Only where the class itself came from: nothing elsewhere was compiled against it.
    var walk =
        Walk.forCut(
            view, facts -> facts.origin().equals(holder.origin()), Limits.of(holder.file().name()));
    for (Member call : Code.calls(model)) {
      walk.start(call);
    }
    Node node = walk.nodes().get(holder.name());
    @Nullable Set<String> used = node == null ? null : node.used();
    if (used == null) {
      return null;
    }
    return cut(holder, model, Set.copyOf(used), view);
  }

  private static Image cut(ClassFacts holder, ClassModel model, Set<String> members, View view) {
    byte[] bytes =
        ClassFile.of()
            .transformClass(model, ClassTransform.dropping(element -> !isLeft(element, members)));
    return new Image(
        new PushedClass(holder.file().name(), bytes), members, Verification.names(bytes, view));
  }

  private static boolean isLeft(ClassElement element, Set<String> members) {
    return switch (element) {
      case MethodModel method -> members.contains(Reach.key(method));
      case FieldModel field -> members.contains(Reach.key(field));
      default -> true;
    };
  }
}
