package dev.firedrill.scenarios.workload;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.check.ChargedAtMostOnce;
import dev.firedrill.reports.history.Event;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// The billing job of July 2013, for many customers at a time: it reads a customer's balance; if
/// that does not show that the present invoice is paid, it charges the card and stores the new
/// balance; what is not stored is tried again, from the start. The job trusts the balance that it
/// reads: a store that lost it, or refuses it, has the card charged again. That is the job's whole
/// error, and no variant of a scenario mends it: what a variant changes is the store.
///
/// A balance is `<invoice>:<cents>`; invoices of a customer count from 1. Each customer has one job
/// at a time, so each key has one writer.
public final class Billing implements Workload {
    private static final Duration RETRY_MIN = Duration.ofMillis(500);
    private static final int CLIENTS = 16;

    private static final long CENTS = 2_000;

    /// After so many tries an invoice is left to a person.
    private static final int TRIES_MAX = 12;

    private static final class Customer {
        final String key;
        final int client;
        long invoice;
        int tries;
        boolean busy;

        Customer(String key, int client) {
            this.key = key;
            this.client = client;
        }
    }

    private final Cluster cluster;
    private final NodeId node;
    private final Prng prng;
    private final Consumer<Event> journal;
    private final OpenLoop loop;
    private final SkippedOperations skipped;
    private final List<RecordingClient> clients = new ArrayList<>();
    private final List<Customer> customers = new ArrayList<>();
    private final ArrayDeque<Customer> free = new ArrayDeque<>();
    private int busy;

    /// @param invoicesPerSecond each is one read and one write when all is well
    public Billing(
            Cluster cluster,
            NodeId node,
            Prng prng,
            int accounts,
            int invoicesPerSecond,
            Consumer<Event> journal) {
        this.cluster = cluster;
        this.node = node;
        this.prng = prng;
        this.journal = journal;
        skipped = new SkippedOperations(cluster, journal);
        loop = new OpenLoop(cluster, prng, invoicesPerSecond, this::next);
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new RecordingClient(cluster, node));
        }
        for (int i = 0; i < accounts; i++) {
            customers.add(new Customer(String.format(Locale.ROOT, "balance:%06d", i), i % CLIENTS));
        }
        free.addAll(customers);
    }

    @Override
    public void start() {
        clients.forEach(RecordingClient::start);
        loop.start();
    }

    /// A customer whose last invoice is not through yet is passed over.
    private void next() {
        Customer customer = free.poll();
        if (customer == null) {
            skipped.add();
            return;
        }
        busy++;
        customer.busy = true;
        customer.invoice++;
        customer.tries = 0;
        read(customer);
    }

    private void read(Customer customer) {
        long invoked = cluster.nowNanos();
        clients.get(customer.client)
                .send(
                        List.of("GET", customer.key),
                        answer -> balanceRead(customer, invoked, answer));
    }

    private void balanceRead(Customer customer, long invoked, RecordingClient.Answer answer) {
        Optional<Reply> reply = answer.reply();
        if (reply.isEmpty() || reply.get() instanceof Reply.Failure) {
            if (!answer.neverSent()) {
                record(customer, invoked, "GET", List.of(), answer);
            }
            again(customer, this::read);
            return;
        }
        long paid = reply.get() instanceof Reply.Bulk bulk ? invoiceOf(bulk.text()) : 0;
        if (paid >= customer.invoice) {
            done(customer);
            return;
        }
        journal.accept(
                new Event.SideEffect(
                        cluster.nowNanos(),
                        customer.client,
                        ChargedAtMostOnce.CHARGE,
                        customer.key + "/invoice-" + customer.invoice,
                        CENTS));
        store(customer);
    }

    private static long invoiceOf(String balance) {
        int colon = balance.indexOf(':');
        return colon <= 0 ? 0 : Long.parseLong(balance.substring(0, colon));
    }

    /// What may have happened is asked for again with the same value, which does no harm; what the
    /// store refuses fails the whole job, and the next one begins by reading.
    private void store(Customer customer) {
        String balance = customer.invoice + ":" + customer.invoice * CENTS;
        long invoked = cluster.nowNanos();
        clients.get(customer.client)
                .send(
                        List.of("SET", customer.key, balance),
                        answer -> {
                            record(customer, invoked, "SET", List.of(balance), answer);
                            stored(customer, answer);
                        });
    }

    private void stored(Customer customer, RecordingClient.Answer answer) {
        Reply reply = answer.reply().orElse(null);
        if (reply instanceof Reply.Simple) {
            done(customer);
        } else if (reply instanceof Reply.Failure failure && !failure.code().equals("LOADING")) {
            again(customer, this::read);
        } else {
            again(customer, this::store);
        }
    }

    private void record(
            Customer customer,
            long invoked,
            String operation,
            List<String> arguments,
            RecordingClient.Answer answer) {
        journal.accept(
                new Event.Operation(
                        cluster.nowNanos(),
                        invoked,
                        customer.client,
                        node.name(),
                        operation,
                        customer.key,
                        arguments,
                        answer.text(),
                        answer.outcome(),
                        answer.error()));
    }

    private void again(Customer customer, Consumer<Customer> step) {
        customer.tries++;
        if (customer.tries > TRIES_MAX) {
            done(customer);
            return;
        }
        // Longer from try to try, as a careful job does; it does not help a store that lies.
        long pause = RETRY_MIN.toNanos() * Math.min(8, customer.tries);
        cluster.after(Duration.ofNanos(pause + prng.nextLong(pause)), () -> step.accept(customer));
    }

    private void done(Customer customer) {
        if (customer.busy) {
            customer.busy = false;
            busy--;
            free.add(customer);
        }
    }

    @Override
    public void finish() {
        loop.end();
    }

    @Override
    public boolean idle() {
        return busy == 0;
    }

    @Override
    public void stop() {
        loop.end();
        skipped.record();
        clients.forEach(RecordingClient::stop);
    }

    @Override
    public List<String> keys() {
        return customers.stream().map(customer -> customer.key).toList();
    }
}
