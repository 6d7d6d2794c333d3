/// The front door: [Muster] opens, [Group] runs, [Run] is a run while it lasts.
package dev.muster;
