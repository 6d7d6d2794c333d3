/// Ready functions to call on hosts, on the JDK alone.
package dev.muster.tools;
