/// The agent: a connection over descriptors 3 and 4, calls, pushed classes, and a sure end.
package dev.muster.agent;
