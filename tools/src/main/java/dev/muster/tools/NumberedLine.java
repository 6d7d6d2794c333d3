package dev.muster.tools;

/// A line of a file.
///
/// @param number its place, counted from 1
/// @param text the line without its end
public record NumberedLine(long number, String text) {}
