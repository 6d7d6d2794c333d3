/// Commands through the library, at real servers.
package dev.muster.it.command;
