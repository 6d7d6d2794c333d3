package dev.muster.call;

import dev.muster.call.Target.Kind;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A lambda or method reference taken apart: the method behind it, and the values it captured,
/// which come before the arguments of a call.
public record Taken(Target target, List<@Nullable Object> captured) {

  /// What was found out about the class that the JDK made for one lambda. A lambda that captures
  /// nothing is the same each time.
  private static final ClassValue<Known> KNOWN =
      new ClassValue<>() {
        @Override
        protected Known computeValue(Class<?> type) {
          return new Known();
        }
      };

  private static final class Known {
    private volatile @Nullable Target target;
    private volatile @Nullable Taken whole;
  }

  public Taken {
    captured = Collections.unmodifiableList(new ArrayList<>(captured));
  }

  /// Takes a lambda or method reference apart.
  ///
  /// @throws IllegalArgumentException if it is something else, or stands for a method that no host
  ///   can call; the message says what to write instead
  public static Taken apart(Serializable lambda) {
    Known known = KNOWN.get(lambda.getClass());
    Taken whole = known.whole;
    if (whole != null) {
      return whole;
    }
    SerializedLambda form = Unfolding.of(lambda);
    Target target = known.target;
    if (target == null) {
      target = Targets.of(lambda.getClass(), form);
      known.target = target;
    }
    var captured = new ArrayList<@Nullable Object>(form.getCapturedArgCount());
    for (int i = 0; i < form.getCapturedArgCount(); i++) {
      captured.add(form.getCapturedArg(i));
    }
    var taken = new Taken(target, captured);
    if (captured.isEmpty()) {
      known.whole = taken;
    }
    return taken;
  }

  /// A static method that was found by its name.
  ///
  /// @throws IllegalArgumentException if it is not static
  public static Taken of(Method method) {
    if (!Modifier.isStatic(method.getModifiers())) {
      throw new IllegalArgumentException(
          "call: "
              + method.getDeclaringClass().getName()
              + "::"
              + method.getName()
              + " is not static; only a static method can be called by its name");
    }
    Class<?> type = method.getDeclaringClass();
    String descriptor =
        MethodType.methodType(method.getReturnType(), method.getParameterTypes())
            .toMethodDescriptorString();
    return new Taken(new Target(type, type, method.getName(), descriptor, Kind.STATIC), List.of());
  }

  /// Why a captured value is there and what to write instead, for the message about one that cannot
  /// travel.
  ///
  /// @param place of the value among the captured ones, from 0
  public String advice(int place) {
    Object value = captured.get(place);
    String type = value == null ? "null" : value.getClass().getName();
    boolean receiver = place == 0 && target.kind().takesReceiver();
    if (receiver && target.method().startsWith("lambda$")) {
      return "the lambda uses a field or method of the class it stands in ("
          + type
          + "); copy what it needs into local variables";
    }
    if (receiver) {
      return "the method reference is bound to a "
          + type
          + "; call a static method, or make the class a record";
    }
    return "the lambda uses a "
        + type
        + " from outside; use its values instead, or make it where the lambda runs";
  }

  /// Lets the JDK say what a lambda consists of, without access to the class that it stands in:
  /// whoever writes an object is asked whether another should be written instead. Nothing is
  /// written.
  private static final class Unfolding extends ObjectOutputStream {

    private @Nullable SerializedLambda form;

    private Unfolding() throws IOException {
      super(OutputStream.nullOutputStream());
      enableReplaceObject(true);
    }

    static SerializedLambda of(Serializable lambda) {
      Class<?> type = lambda.getClass();
      if (!type.isHidden() || !type.isSynthetic()) {
        throw Refusals.notALambda(type);
      }
      SerializedLambda form;
      try (var unfolding = new Unfolding()) {
        unfolding.writeObject(lambda);
        form = unfolding.form;
      } catch (LinkageError e) {
        throw Refusals.noClassFile(type.getNestHost().getName()); // not even its loader finds it
      } catch (IOException e) {
        throw new IllegalArgumentException("call: the lambda cannot be taken apart: " + e, e);
      }
      if (form == null) {
        throw Refusals.notALambda(type);
      }
      return form;
    }

    @Override
    protected @Nullable Object replaceObject(Object object) {
      if (object instanceof SerializedLambda found) {
        form = found;
      }
      return null;
    }
  }
}
