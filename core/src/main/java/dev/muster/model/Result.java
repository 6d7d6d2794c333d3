package dev.muster.model;

import java.time.Duration;
import java.util.Optional;

/// What became of one host in one operation: it ended there, with a value or an exception, nothing
/// ran, or contact was lost and it may have run.
///
/// @param <T> what an operation of this kind gives: how a command ended ([Completed]), or what a
///   call returned
public sealed interface Result<T> {

  /// Returns the host's name as it was given.
  String host();

  /// Returns the host's place in the order given, counted from 0; it tells the results of a host
  /// named twice apart.
  int rank();

  /// Returns how long it took, from the host's turn to its end; zero if its turn never came.
  Duration took();

  /// Returns whether it ended there and did what was asked of it.
  boolean ok();

  /// Returns why it did not come to its end; empty if it did, be it by an exception.
  Optional<Failure> failure();

  /// Says in one line who and what: `web-017: exited 3`.
  String message();

  /// Returns the value if all went well.
  ///
  /// @throws HostsFailedException if not; its message is this result's, and what code there threw
  ///   is its cause
  default T orThrow() {
    if (ok() && this instanceof Done<T>(_, _, _, T value)) {
      return value;
    }
    throw new HostsFailedException(this);
  }

  /// It came to its end.
  record Done<T>(String host, int rank, Duration took, T value) implements Result<T> {
    @Override
    public boolean ok() {
      return !(value instanceof Ending ending) || ending.ok();
    }

    @Override
    public Optional<Failure> failure() {
      return Optional.empty();
    }

    @Override
    public String message() {
      return host + ": " + (value instanceof Ending ending ? ending.words() : value);
    }
  }

  /// The code that was called there threw: it ran, as far as that.
  record Threw<T>(String host, int rank, Duration took, Thrown thrown) implements Result<T> {
    @Override
    public boolean ok() {
      return false;
    }

    @Override
    public Optional<Failure> failure() {
      return Optional.empty();
    }

    @Override
    public String message() {
      return host + ": " + thrown.words();
    }
  }

  /// Nothing ran on the host: trying again is safe.
  record Unreached<T>(String host, int rank, Duration took, Failure why) implements Result<T> {
    @Override
    public boolean ok() {
      return false;
    }

    @Override
    public Optional<Failure> failure() {
      return Optional.of(why);
    }

    @Override
    public String message() {
      return host + ": " + why.message();
    }
  }

  /// It was begun and its end was not seen: it may have finished, failed, or still be running.
  ///
  /// @param output what was printed until then, as far as output was kept
  record Lost<T>(String host, int rank, Duration took, Failure why, Output output)
      implements Result<T> {
    @Override
    public boolean ok() {
      return false;
    }

    @Override
    public Optional<Failure> failure() {
      return Optional.of(why);
    }

    @Override
    public String message() {
      return host + ": " + why.message() + "; it may have run";
    }
  }
}
