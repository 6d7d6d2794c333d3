/// Values as JSON and from JSON: those of the closed list that travels to hosts and back, and no
/// others. The type that is wanted decides how a text is read.
package dev.muster.cli.json;
