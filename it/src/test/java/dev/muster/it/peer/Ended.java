package dev.muster.it.peer;

/// What a program that has ended left behind.
///
/// @param exit its exit status
/// @param out its standard output, as UTF-8
/// @param err its standard error, as UTF-8
public record Ended(int exit, String out, String err) {}
