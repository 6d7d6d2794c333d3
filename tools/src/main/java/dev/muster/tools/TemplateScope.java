package dev.muster.tools;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The names that a part of a template may use: those of the element it is made for, and those
/// around it. Immutable.
final class TemplateScope {

  private final Map<String, Object> names;
  private final Optional<Object> element;
  private final Optional<TemplateScope> around;

  private TemplateScope(
      Map<String, Object> names, Optional<Object> element, Optional<TemplateScope> around) {
    this.names = names;
    this.element = element;
    this.around = around;
  }

  static TemplateScope of(Map<String, Object> values) {
    return new TemplateScope(values, Optional.empty(), Optional.empty());
  }

  /// Returns the names for one element.
  TemplateScope within(Object found, Optional<String> name, int index, boolean isLast) {
    Object value = found;
    Map<String, Object> more = new HashMap<>();
    more.put("@index", index);
    more.put("@first", index == 0);
    more.put("@last", isLast);
    if (found instanceof Map.Entry<?, ?> entry) {
      more.put("@key", String.valueOf(entry.getKey()));
      value = Optional.<Object>ofNullable(entry.getValue()).orElse(Optional.empty());
    }
    more.put("this", value);
    Object self = value;
    name.ifPresent(each -> more.put(each, self));
    return new TemplateScope(more, Optional.of(value), Optional.of(this));
  }

  /// Returns the value of a name, from the innermost place that knows it.
  Optional<Object> find(String name) {
    Object own = names.get(name);
    if (own != null) {
      return Optional.of(own);
    }
    Optional<Object> ofElement = element.flatMap(value -> TemplateValues.field(value, name));
    return ofElement.isPresent() ? ofElement : around.flatMap(scope -> scope.find(name));
  }
}
