package dev.muster.call;

import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attribute;
import java.lang.classfile.attribute.AnnotationDefaultAttribute;
import java.lang.classfile.attribute.RecordAttribute;
import java.lang.classfile.attribute.RecordComponentInfo;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.classfile.attribute.RuntimeVisibleParameterAnnotationsAttribute;
import java.lang.classfile.attribute.RuntimeVisibleTypeAnnotationsAttribute;
import java.lang.classfile.attribute.SignatureAttribute;
import java.util.List;
import java.util.function.Consumer;

/// The classes that attributes of a class, method or field name as texts: generic signatures and
/// the annotations that can be seen at run time.
final class Annotated {

  private Annotated() {}

  static void names(Attribute<?> attribute, Consumer<String> names) {
    if (attribute instanceof SignatureAttribute found) {
      Names.in(found.signature().stringValue(), names);
    } else if (attribute instanceof RuntimeVisibleAnnotationsAttribute found) {
      annotations(found.annotations(), names);
    } else if (attribute instanceof RuntimeVisibleParameterAnnotationsAttribute found) {
      found.parameterAnnotations().forEach(list -> annotations(list, names));
    } else if (attribute instanceof RuntimeVisibleTypeAnnotationsAttribute found) {
      found.annotations().forEach(type -> annotation(type.annotation(), names));
    } else if (attribute instanceof AnnotationDefaultAttribute found) {
      value(found.defaultValue(), names);
    } else if (attribute instanceof RecordAttribute found) {
      for (RecordComponentInfo component : found.components()) {
        component.attributes().forEach(inner -> names(inner, names));
      }
    }
  }

  private static void annotations(List<Annotation> annotations, Consumer<String> names) {
    annotations.forEach(annotation -> annotation(annotation, names));
  }

  private static void annotation(Annotation annotation, Consumer<String> names) {
    Names.in(annotation.className().stringValue(), names);
    annotation.elements().forEach(element -> value(element.value(), names));
  }

  private static void value(AnnotationValue value, Consumer<String> names) {
    if (value instanceof AnnotationValue.OfClass type) {
      Names.in(type.className().stringValue(), names);
    } else if (value instanceof AnnotationValue.OfEnum constant) {
      Names.in(constant.className().stringValue(), names);
    } else if (value instanceof AnnotationValue.OfAnnotation inner) {
      annotation(inner.annotation(), names);
    } else if (value instanceof AnnotationValue.OfArray array) {
      array.values().forEach(element -> value(element, names));
    }
  }
}
