package dev.muster.tools;

/// The room of a file system, in bytes.
///
/// @param total how large it is
/// @param usable how much the agent's user may still write; root may write the rest of what is free
public record DiskSpace(long total, long usable) {}
