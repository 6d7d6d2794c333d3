/// From what the caller asked for to a list of tasks, one for each host. Pure.
package dev.muster.plan;
