/// What stands in the agent's jar as it is: it unpacks the rest.
package dev.muster.agent.boot;
