/// Frames and channels: tables for what is pure, pairs in memory, hostile peers, and real
/// processes.
@org.jspecify.annotations.NullMarked
package dev.muster.wire;
