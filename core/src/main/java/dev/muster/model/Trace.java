package dev.muster.model;

import java.io.OutputStream;
import java.util.function.Consumer;

/// Where a line for each packet of all connections is written, without what is secret in it.
///
/// The stream is written to by a thread of its own; what comes faster than it can be written is
/// dropped, and a line says how much. It belongs to the caller, who closes it after the
/// [dev.muster.Muster].
///
/// @param out takes the lines, in UTF-8
/// @param trouble hears once, in a line, that `out` takes no more; on the writing thread
public record Trace(OutputStream out, Consumer<String> trouble) {}
