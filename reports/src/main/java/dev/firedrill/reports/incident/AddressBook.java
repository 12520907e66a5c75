package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Which node an address belongs to, as far as the journal tells.
final class AddressBook {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");

    /// By the node that uses an address: the address, and whose it is.
    private final Map<String, Map<String, String>> owners = new TreeMap<>();

    private final Map<String, String> ports = new TreeMap<>();

    void hear(Event event) {
        if (event instanceof Event.AddressesKnown(_, var node, var addresses)) {
            var byAddress = owners.computeIfAbsent(node, _ -> new TreeMap<>());
            addresses.forEach((other, address) -> byAddress.put(address, other));
        } else if (event instanceof Event.ConfigObserved(_, var node, _, var values)) {
            String port = values.get("port");
            if (port != null) ports.put(node, port);
        }
    }

    /// Whose address that is (`host port`) when `node` uses it; empty when the journal does not
    /// say.
    Optional<String> owner(String node, String address) {
        String seenFromHere = owners.getOrDefault(node, Map.of()).get(address);
        if (seenFromHere != null) return Optional.of(seenFromHere);
        int space = address.indexOf(' ');
        if (space > 0
                && LOOPBACK.contains(address.substring(0, space))
                && address.substring(space + 1).equals(ports.get(node))) {
            return Optional.of(node);
        }
        return owners.values().stream()
                .map(byAddress -> byAddress.get(address))
                .filter(node::equals)
                .findFirst();
    }
}
