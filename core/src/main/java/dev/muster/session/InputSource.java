package dev.muster.session;

import dev.muster.model.Input;
import java.util.function.Consumer;

/// What the commands of one run read on standard input.
interface InputSource extends AutoCloseable {

  /// What stops feeding that stops by itself.
  Runnable NOTHING_TO_STOP = () -> {};

  /// Opens an input.
  ///
  /// @throws IllegalArgumentException if it cannot be read
  static InputSource open(Input input) {
    if (input instanceof Input.None) {
      return StoredInput.of(new byte[0]); // a switch costs time to set up
    }
    return switch (input) {
      case Input.None _ -> StoredInput.of(new byte[0]);
      case Input.Bytes inMemory -> StoredInput.of(inMemory.toArray());
      case Input.File(var path) -> StoredInput.of(path);
      case Input.Printed(Input.Printer printer) -> {
        if (printer instanceof Printer ours) {
          yield ours.open();
        }
        throw new IllegalArgumentException("an input that is printed is made by a group");
      }
    };
  }

  /// Sends all of it to a command and ends its input.
  ///
  /// @param trouble hears in words if it does not come to its end
  /// @return what is run when the command is over, to stop feeding it
  Runnable feed(InputTarget to, String host, Consumer<String> trouble);

  /// Frees what it holds.
  @Override
  void close();
}
