package dev.muster.tools;

/// A package that a host has.
///
/// @param name its name
/// @param version as its manager writes it: `1:9.2p1-2`, with the epoch only where it has one
public record InstalledPackage(String name, String version) {}
