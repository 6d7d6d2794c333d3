package dev.muster.tools;

/// What a folder holds, with everything below it. A file with several names counts once.
///
/// @param files how many files, links, devices and the like
/// @param folders how many folders, itself among them
/// @param bytes the lengths of the files; what the disk gives up for them may be more, or less for
///   files with holes
/// @param unreadable how many folders could not be looked into, and are missing in the sums
public record DiskUsage(long files, long folders, long bytes, long unreadable) {}
