package dev.muster.session.agent;

import dev.muster.model.Thrown;
import java.time.Instant;
import java.util.Optional;

/// A log record of a host.
public record LogLine(
    Instant time,
    String logger,
    int level,
    String levelName,
    String message,
    String thread,
    Optional<Thrown> thrown) {}
