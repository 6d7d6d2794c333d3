/// Java at the far end: the same tests over every way there.
package dev.muster.it.call;
