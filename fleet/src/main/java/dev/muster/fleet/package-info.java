/// A loopback SSH server that plays many hosts: answers that are canned or real, and every way to
/// misbehave that a client should survive.
package dev.muster.fleet;
