/// Agents: how each is started over a byte pipe, what is said with it, and how it is ended for
/// sure.
package dev.muster.session.agent;
