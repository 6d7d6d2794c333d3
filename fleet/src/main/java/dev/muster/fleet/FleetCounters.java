package dev.muster.fleet;

/// What a fleet has seen so far.
///
/// @param connections how many are open now
/// @param peak the most that were open at once
/// @param accepted how many there ever were
/// @param commands how many commands were begun
/// @param denied how many attempts to authenticate failed
/// @param broken how many clients broke the protocol
/// @param strangers how many connections came from outside this machine and were closed at once
public record FleetCounters(
    long connections,
    long peak,
    long accepted,
    long commands,
    long denied,
    long broken,
    long strangers) {}
