package dev.muster.call;

import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attribute;
import java.lang.classfile.TypeAnnotation;
import java.lang.classfile.attribute.AnnotationDefaultAttribute;
import java.lang.classfile.attribute.RecordAttribute;
import java.lang.classfile.attribute.RecordComponentInfo;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.classfile.attribute.RuntimeVisibleParameterAnnotationsAttribute;
import java.lang.classfile.attribute.RuntimeVisibleTypeAnnotationsAttribute;
import java.lang.classfile.attribute.SignatureAttribute;
import java.util.Collection;
import java.util.List;

/// The classes that attributes of a class, method or field name as texts: generic signatures and
/// the annotations that can be seen at run time.
final class Annotated {

  private Annotated() {}

  static void all(List<Attribute<?>> attributes, Collection<String> names) {
    for (Attribute<?> attribute : attributes) {
      names(attribute, names);
    }
  }

  private static void names(Attribute<?> attribute, Collection<String> names) {
    if (attribute instanceof SignatureAttribute found) {
      Names.in(found.signature().stringValue(), names);
    } else if (attribute instanceof RuntimeVisibleAnnotationsAttribute found) {
      annotations(found.annotations(), names);
    } else if (attribute instanceof RuntimeVisibleParameterAnnotationsAttribute found) {
      for (List<Annotation> list : found.parameterAnnotations()) {
        annotations(list, names);
      }
    } else if (attribute instanceof RuntimeVisibleTypeAnnotationsAttribute found) {
      for (TypeAnnotation type : found.annotations()) {
        annotation(type.annotation(), names);
      }
    } else if (attribute instanceof AnnotationDefaultAttribute found) {
      value(found.defaultValue(), names);
    } else if (attribute instanceof RecordAttribute found) {
      for (RecordComponentInfo component : found.components()) {
        all(component.attributes(), names);
      }
    }
  }

  private static void annotations(List<Annotation> annotations, Collection<String> names) {
    for (Annotation annotation : annotations) {
      annotation(annotation, names);
    }
  }

  private static void annotation(Annotation annotation, Collection<String> names) {
    Names.in(annotation.className().stringValue(), names);
    for (AnnotationElement element : annotation.elements()) {
      value(element.value(), names);
    }
  }

  private static void value(AnnotationValue value, Collection<String> names) {
    if (value instanceof AnnotationValue.OfClass type) {
      Names.in(type.className().stringValue(), names);
    } else if (value instanceof AnnotationValue.OfEnum constant) {
      Names.in(constant.className().stringValue(), names);
    } else if (value instanceof AnnotationValue.OfAnnotation inner) {
      annotation(inner.annotation(), names);
    } else if (value instanceof AnnotationValue.OfArray array) {
      for (AnnotationValue element : array.values()) {
        value(element, names);
      }
    }
  }
}
