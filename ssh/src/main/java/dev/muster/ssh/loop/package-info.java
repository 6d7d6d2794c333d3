/// Event loops, timers and name resolution: what moves the engine's bytes. No user code, prompt,
/// disk or DNS ever runs on a loop.
package dev.muster.ssh.loop;
