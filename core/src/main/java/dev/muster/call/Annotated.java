package dev.muster.call;

import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attribute;
import java.lang.classfile.TypeAnnotation;
import java.lang.classfile.attribute.AnnotationDefaultAttribute;
import java.lang.classfile.attribute.RecordAttribute;
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
    switch (attribute) {
      case SignatureAttribute found -> Names.in(found.signature().stringValue(), names);
      case RuntimeVisibleAnnotationsAttribute found -> annotations(found.annotations(), names);
      case RuntimeVisibleParameterAnnotationsAttribute found ->
          found.parameterAnnotations().forEach(list -> annotations(list, names));
      case RuntimeVisibleTypeAnnotationsAttribute found ->
          annotations(found.annotations().stream().map(TypeAnnotation::annotation).toList(), names);
      case AnnotationDefaultAttribute found -> value(found.defaultValue(), names);
      case RecordAttribute found ->
          found
              .components()
              .forEach(component -> component.attributes().forEach(inner -> names(inner, names)));
      default -> {}
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
    switch (value) {
      case AnnotationValue.OfClass type -> Names.in(type.className().stringValue(), names);
      case AnnotationValue.OfEnum constant -> Names.in(constant.className().stringValue(), names);
      case AnnotationValue.OfAnnotation inner -> annotation(inner.annotation(), names);
      case AnnotationValue.OfArray array ->
          array.values().forEach(element -> value(element, names));
      default -> {}
    }
  }
}
