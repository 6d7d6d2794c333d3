package dev.muster.model;

import java.time.Duration;

/// How the agent of a gateway is, as it says itself.
///
/// @param calls how many calls and channels' functions are at work there
/// @param java the version of its Java, such as `17.0.12`
/// @param pid the number of its process
/// @param usedMemory bytes of its heap that are in use
/// @param maxMemory bytes that its heap may have
/// @param uptime how long it runs
public record AgentStatus(
    int calls, String java, long pid, long usedMemory, long maxMemory, Duration uptime) {}
