/// Tests of the SSH engine alone, against real servers.
package dev.muster.it.ssh;
