/// This machine as one that speaks for its users: its host keys, its names. What is here blocks.
package dev.muster.ssh.machine;
