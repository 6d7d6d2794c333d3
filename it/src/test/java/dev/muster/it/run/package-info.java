/// The `muster` command as a process of its own, against real SSH servers.
package dev.muster.it.run;
