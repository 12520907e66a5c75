package dev.firedrill.scenarios.workload;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.resp.Reply;
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
///
/// @param accounts customers
/// @param invoicesPerSecond each is one read and one write when all is well
public record Billing(int accounts, int invoicesPerSecond) implements Workload {
    private static final Duration RETRY_MIN = Duration.ofMillis(500);
    private static final int CLIENTS = 16;

    private static final long CENTS = 2_000;

    /// After so many tries an invoice is left to a person.
    private static final int TRIES_MAX = 12;

    public Billing {
        check(accounts > 0 && invoicesPerSecond > 0, "a billing job without invoices");
    }

    /// 100 invoices per second for 500 customers.
    public Billing() {
        this(500, 100);
    }

    @Override
    public String name() {
        return "billing";
    }

    @Override
    public String describe() {
        return String.format(
                Locale.ROOT,
                "a billing job that charges %d invoices per second to %d accounts",
                invoicesPerSecond,
                accounts);
    }

    @Override
    public Running begin(Clients clients) {
        return new Job(this, clients);
    }

    private static final class Customer {
        final String key;
        final RecordingClient client;
        long invoice;
        int tries;
        boolean busy;

        Customer(String key, RecordingClient client) {
            this.key = key;
            this.client = client;
        }
    }

    private static final class Job implements Running {
        private final Clients clients;
        private final OpenLoop loop;
        private final List<Customer> customers = new ArrayList<>();
        private final ArrayDeque<Customer> free = new ArrayDeque<>();
        private int busy;

        Job(Billing figures, Clients clients) {
            this.clients = clients;
            List<RecordingClient> jobs = clients.open(CLIENTS);
            for (int i = 0; i < figures.accounts; i++) {
                customers.add(
                        new Customer(
                                String.format(Locale.ROOT, "balance:%06d", i),
                                jobs.get(i % CLIENTS)));
            }
            free.addAll(customers);
            loop = clients.openLoop(figures.invoicesPerSecond, this::next);
        }

        /// A customer whose last invoice is not through yet is passed over.
        private void next() {
            Customer customer = free.poll();
            if (customer == null) {
                loop.skipped();
                return;
            }
            busy++;
            customer.busy = true;
            customer.invoice++;
            customer.tries = 0;
            read(customer);
        }

        private void read(Customer customer) {
            customer.client.send(
                    List.of("GET", customer.key), answer -> balanceRead(customer, answer));
        }

        private void balanceRead(Customer customer, RecordingClient.Answer answer) {
            Optional<Reply> reply = answer.reply();
            if (reply.isEmpty() || reply.get() instanceof Reply.Failure) {
                again(customer, this::read);
                return;
            }
            long paid = reply.get() instanceof Reply.Bulk bulk ? invoiceOf(bulk.text()) : 0;
            if (paid >= customer.invoice) {
                done(customer);
                return;
            }
            clients.record(
                    new Event.SideEffect(
                            clients.nowNanos(),
                            customer.client.number(),
                            ChargedAtMostOnce.CHARGE,
                            customer.key + "/invoice-" + customer.invoice,
                            CENTS));
            store(customer);
        }

        private static long invoiceOf(String balance) {
            int colon = balance.indexOf(':');
            return colon <= 0 ? 0 : Long.parseLong(balance.substring(0, colon));
        }

        /// What may have happened is asked for again with the same value, which does no harm; what
        /// the store refuses fails the whole job, and the next one begins by reading.
        private void store(Customer customer) {
            String balance = customer.invoice + ":" + customer.invoice * CENTS;
            customer.client.send(
                    List.of("SET", customer.key, balance), answer -> stored(customer, answer));
        }

        private void stored(Customer customer, RecordingClient.Answer answer) {
            Reply reply = answer.reply().orElse(null);
            if (reply instanceof Reply.Simple) {
                done(customer);
            } else if (reply instanceof Reply.Failure failure
                    && !failure.code().equals("LOADING")) {
                again(customer, this::read);
            } else {
                again(customer, this::store);
            }
        }

        private void again(Customer customer, Consumer<Customer> step) {
            customer.tries++;
            if (customer.tries > TRIES_MAX) {
                done(customer);
                return;
            }
            // Longer from try to try, as a careful job does; it does not help a store that lies.
            long pause = RETRY_MIN.toNanos() * Math.min(8, customer.tries);
            clients.after(
                    Duration.ofNanos(pause + clients.prng().nextLong(pause)),
                    () -> step.accept(customer));
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
        public List<String> keys() {
            return customers.stream().map(customer -> customer.key).toList();
        }
    }
}
