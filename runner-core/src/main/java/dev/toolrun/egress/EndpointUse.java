package dev.toolrun.egress;

import java.util.List;
import java.util.Map;

/**
 * What a call made of one endpoint that its tool may reach.
 *
 * @param endpoint {@code host:port}, as the tool file allows it
 * @param addresses the addresses that were connected to, without the port
 * @param connections how many connections were made
 * @param bytesOut from the tool
 * @param bytesIn to the tool
 * @param refusals how often a connection was not made, by reason
 */
public record EndpointUse(
        String endpoint,
        List<String> addresses,
        long connections,
        long bytesOut,
        long bytesIn,
        Map<String, Long> refusals) {}
