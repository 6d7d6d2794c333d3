package dev.muster.tools;

import java.time.Instant;
import java.util.Optional;

/// A process that was there at a moment.
///
/// @param pid its number
/// @param parent the number of the one that started it, 0 for none
/// @param user whose it is, empty if the host does not tell
/// @param state `R` runs, `S` sleeps, `D` waits for a device, `T` is stopped, `Z` has ended and
///   nobody asked how; empty if the host does not tell
/// @param command its command line, as far as the host tells; a name in brackets for the kernel's
///   own
/// @param started when it was started
/// @param residentBytes how much memory it has, with what it shares with others; 0 if the host does
///   not tell
public record ProcessInfo(
    long pid,
    long parent,
    String user,
    String state,
    String command,
    Optional<Instant> started,
    long residentBytes) {}
