import java.io.IOException;
import java.util.function.BooleanSupplier;

/// One full resync of all replicas of a master, from their request until they have caught up.
final class Resync {
    /// Who is no further behind has caught up.
    private static final long LAG_BYTES = 100_000;

    private static final long POLL_NANOS = 100_000_000L;

    private final Server master;
    private final Followers followers;
    private final BooleanSupplier givenUp;

    double streamsSeconds;
    double caughtUpSeconds;

    Resync(Server master, Followers followers, BooleanSupplier givenUp) {
        this.master = master;
        this.followers = followers;
        this.givenUp = givenUp;
    }

    /// @param look done ten times a second meanwhile
    void run(Runnable look) throws IOException {
        long began = System.nanoTime();
        followers.begin(master);
        while (caughtUpSeconds == 0 && !givenUp.getAsBoolean()) {
            look.run();
            boolean up = followers.stream();
            double seconds = (System.nanoTime() - began) / 1e9;
            streamsSeconds = up && streamsSeconds == 0 ? seconds : streamsSeconds;
            caughtUpSeconds = up && lag() < LAG_BYTES ? seconds : 0;
            Bench.pause(POLL_NANOS);
        }
    }

    private long lag() throws IOException {
        long slowest = followers.slowestOffset();
        return Long.parseLong("0" + master.info("master_repl_offset")) - slowest;
    }
}
