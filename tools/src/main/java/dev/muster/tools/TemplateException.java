package dev.muster.tools;

/// A template that cannot be read, or a value that it needs and does not get. The message says
/// where.
public final class TemplateException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  TemplateException(TemplateTag where, String message) {
    super("template line " + where.line() + ", column " + where.column() + ": " + message);
  }
}
