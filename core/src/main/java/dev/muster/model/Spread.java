package dev.muster.model;

import java.time.Duration;

/// What many connections took for one phase.
///
/// @param count how many came through it; one that was tried again counts each time
/// @param median half of them took no longer; rounded up, by an eighth at most
/// @param most 99 of 100 took no longer; rounded likewise
/// @param longest what the slowest took
/// @param slowest the address of the slowest
public record Spread(
    long count, Duration median, Duration most, Duration longest, String slowest) {}
