package org.example.tickets;

import dev.firedrill.scenarios.workload.Clients;
import dev.firedrill.scenarios.workload.OpenLoop;
import dev.firedrill.scenarios.workload.RecordingClient;
import dev.firedrill.scenarios.workload.Workload;
import java.util.ArrayList;
import java.util.List;

/// Ticket machines that draw their numbers from counters: each number must be drawn once.
///
/// @param machines each has a counter of its own
public record TicketCounters(int machines, int ticketsPerSecond) implements Workload {
    public TicketCounters() {
        this(20, 200);
    }

    @Override
    public String name() {
        return "ticket-counters";
    }

    @Override
    public String describe() {
        return ticketsPerSecond + " INCRs per second from " + machines + " ticket machines";
    }

    @Override
    public Running begin(Clients clients) {
        List<RecordingClient> machineClients = clients.open(machines);
        var keys = new ArrayList<String>();
        for (int i = 0; i < machines; i++) {
            keys.add("tickets:" + i);
        }
        int[] state = {0, 0}; // the machine whose turn it is, and how many wait for a number
        OpenLoop loop =
                clients.openLoop(
                        ticketsPerSecond,
                        () -> {
                            int machine = state[0]++ % machines;
                            state[1]++;
                            machineClients
                                    .get(machine)
                                    .send(List.of("INCR", keys.get(machine)), _ -> state[1]--);
                        });
        return new Running() {
            @Override
            public void finish() {
                loop.end();
            }

            @Override
            public boolean idle() {
                return state[1] == 0;
            }

            @Override
            public List<String> keys() {
                return List.copyOf(keys);
            }
        };
    }
}
