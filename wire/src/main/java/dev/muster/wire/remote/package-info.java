/// What code at the far end sees, and the shapes of what can be sent there. The agent has these
/// classes of its own, so they are never pushed.
package dev.muster.wire.remote;
