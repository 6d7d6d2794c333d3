/// Decides which host begins when, and which is stopped: a state machine without a clock, and the
/// thin shell that drives it.
package dev.muster.fan;
