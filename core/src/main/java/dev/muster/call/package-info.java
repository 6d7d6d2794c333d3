/// A lambda or method reference taken apart, and the classes that it needs at the far end. Reads
/// class files and nothing else: no connection and no thread.
package dev.muster.call;
