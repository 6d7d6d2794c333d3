/// Commands as another user.
package dev.muster.it.sudo;
