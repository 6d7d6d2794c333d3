/// The examples as their readers run them: programs that find hosts, keys and containers as the
/// user's files and `PATH` say.
package dev.muster.it.examples;
