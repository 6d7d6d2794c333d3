/// Users are authenticated by real servers.
package dev.muster.it.login;
