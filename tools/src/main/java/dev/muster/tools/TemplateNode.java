package dev.muster.tools;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A part of a template.
sealed interface TemplateNode {

  /// What a template makes is no longer than this, however often its parts repeat.
  int MOST_OUTPUT = 16 * 1024 * 1024;

  void render(TemplateScope scope, StringBuilder out);

  /// Text as it stands.
  record Text(String text) implements TemplateNode {
    @Override
    public void render(TemplateScope scope, StringBuilder out) {
      out.append(text);
    }
  }

  /// The text of a value.
  record Value(TemplateExpression expression) implements TemplateNode {
    @Override
    public void render(TemplateScope scope, StringBuilder out) {
      out.append(expression.text(scope));
      expression.check(out.length() <= MOST_OUTPUT, "the output is longer than 16 MiB");
    }
  }

  /// One part or another.
  ///
  /// @param not whether the condition is turned round
  /// @param is a text that the value is to have; without it, any that is not empty and not false
  record If(
      TemplateExpression expression,
      boolean not,
      Optional<String> is,
      List<TemplateNode> then,
      List<TemplateNode> otherwise)
      implements TemplateNode {
    @Override
    public void render(TemplateScope scope, StringBuilder out) {
      boolean holds =
          is.isPresent()
              ? expression.text(scope).equals(is.get())
              : TemplateValues.holds(expression.value(scope));
      all(holds != not ? then : otherwise, scope, out);
    }
  }

  /// A part for each element of a list, set or map.
  ///
  /// @param name what the element is called in it, besides `this`
  record Each(
      TemplateExpression expression,
      Optional<String> name,
      List<TemplateNode> body,
      List<TemplateNode> otherwise)
      implements TemplateNode {
    @Override
    public void render(TemplateScope scope, StringBuilder out) {
      Object value = expression.value(scope);
      Iterable<?> elements = List.of();
      if (value instanceof Map<?, ?> map) {
        elements = map.entrySet();
      } else if (value instanceof Iterable<?> some && !(value instanceof Path)) {
        elements = some;
      } else if (!(value instanceof Optional<?>)) {
        expression.check(false, "is no list, set or map, so there is no each of it");
      }
      Iterator<?> rest = elements.iterator();
      if (!rest.hasNext()) {
        all(otherwise, scope, out);
      }
      for (int index = 0; rest.hasNext(); index++) {
        Object element = rest.next();
        expression.check(out.length() <= MOST_OUTPUT, "makes more than 16 MiB of output");
        expression.check(!Thread.currentThread().isInterrupted(), "was interrupted");
        all(body, scope.within(element, name, index, !rest.hasNext()), out);
      }
    }
  }

  static void all(List<TemplateNode> nodes, TemplateScope scope, StringBuilder out) {
    for (TemplateNode node : nodes) {
      node.render(scope, out);
    }
  }
}
