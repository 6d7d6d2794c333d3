package dev.muster;

import dev.muster.model.Line;
import dev.muster.model.Result;

/// Hears of a run as it goes, on the thread that calls [Run#next].
///
/// @param <T> how the operation ends on a host
public interface RunListener<T> {

  /// A host printed a line.
  void line(Line line);

  /// A host is over; all its lines came before.
  void ended(Result<T> result);
}
