/// Does the work on hosts over SSH: the only room that touches the engine.
package dev.muster.session;
