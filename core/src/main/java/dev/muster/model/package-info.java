/// The values of a run: what to do, on which terms, and what became of it. Nothing here does any
/// work.
package dev.muster.model;
