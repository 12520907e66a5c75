package dev.firedrill.faults.docker.load;

import dev.firedrill.faults.load.LoadCommands;
import dev.firedrill.faults.load.LoadPlan;
import dev.firedrill.faults.load.LoadSchedule;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection of a load to the server: opened, authenticated, opened again when it is lost.
///
/// ```
/// closed --retry--> connecting --AUTH accepted--> open
///    ^                   |                          |
///    +------ lost -------+--------------------------+
/// ```
final class LoadConnection {
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final int REPLIES_BYTES = 16 * 1024;
    private static final int ERROR_MAX = 200;

    private final int number;
    private final LoadPlan plan;
    private final LoadCommands commands;
    private final InetSocketAddress address;
    private final Selector selector;
    private final Consumer<String> trouble;
    private final ByteBuffer unsent;
    private final ByteBuffer replies = ByteBuffer.allocateDirect(REPLIES_BYTES);

    /// The line of the reply that is being read, without its end.
    private final StringBuilder error = new StringBuilder();

    private int kind;
    private @Nullable LoadSchedule schedule;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private boolean ready;
    private boolean writing;
    private long retryAtNanos;

    /// @param trouble told what is wrong, each time
    LoadConnection(
            int number,
            LoadPlan plan,
            LoadCommands commands,
            InetSocketAddress address,
            Selector selector,
            Consumer<String> trouble) {
        this.number = number;
        this.plan = plan;
        this.commands = commands;
        this.address = address;
        this.selector = selector;
        this.trouble = trouble;
        int authentication = encoded(plan.authentication()).length;
        unsent =
                ByteBuffer.allocateDirect(
                        Math.max(authentication, plan.load().pipeline() * commands.bytes()));
    }

    /// Whether writes can go over it.
    boolean ready() {
        return ready;
    }

    /// From now on the schedule hears what happens here.
    void follow(LoadSchedule wanted) {
        schedule = wanted;
        if (ready) wanted.connected(number, System.nanoTime());
    }

    /// A write, of which the schedule knows that there is room for it.
    void put(long write) {
        commands.put(unsent, write);
    }

    /// Sends what there is to send, and connects when it is time.
    void work(long nowNanos) {
        try {
            SocketChannel open = channel;
            if (open == null) {
                if (nowNanos >= retryAtNanos) connect();
            } else if (ready && !writing && unsent.position() > 0) {
                flush(open);
            }
        } catch (IOException | RuntimeException failed) {
            lost(nowNanos, failed);
        }
    }

    /// The selector has found it able to do something.
    void selected(long nowNanos) {
        SelectionKey present = key;
        SocketChannel open = channel;
        if (present == null || open == null || !present.isValid()) return;
        try {
            if (present.isConnectable()) connected(open, present, nowNanos);
            if (present.isValid() && present.isWritable()) flush(open);
            if (present.isValid() && present.isReadable()) read(open);
        } catch (IOException | RuntimeException failed) {
            lost(nowNanos, failed);
        }
    }

    private void connect() throws IOException {
        SocketChannel made = SocketChannel.open();
        channel = made;
        made.configureBlocking(false);
        made.setOption(StandardSocketOptions.TCP_NODELAY, true);
        unsent.clear();
        replies.clear();
        error.setLength(0);
        kind = 0;
        writing = false;
        key = made.register(selector, SelectionKey.OP_CONNECT, this);
        made.connect(address);
    }

    private void connected(SocketChannel open, SelectionKey present, long nowNanos)
            throws IOException {
        if (!open.finishConnect()) return;
        present.interestOps(SelectionKey.OP_READ);
        if (plan.authentication().isEmpty()) {
            opened(nowNanos);
        } else {
            unsent.put(encoded(plan.authentication()));
            flush(open);
        }
    }

    private void opened(long nowNanos) {
        ready = true;
        LoadSchedule told = schedule;
        if (told != null) told.connected(number, nowNanos);
    }

    private void flush(SocketChannel open) throws IOException {
        unsent.flip();
        open.write(unsent);
        unsent.compact();
        boolean more = unsent.position() > 0;
        SelectionKey present = key;
        if (more != writing && present != null) {
            writing = more;
            present.interestOps(SelectionKey.OP_READ | (more ? SelectionKey.OP_WRITE : 0));
        }
    }

    private void read(SocketChannel open) throws IOException {
        while (true) {
            replies.clear();
            int count = open.read(replies);
            if (count < 0) throw new IOException("the server closed the connection");
            if (count == 0) return;
            long now = System.nanoTime();
            replies.flip();
            while (replies.hasRemaining()) {
                taken(replies.get(), now);
            }
            if (count < REPLIES_BYTES) return;
        }
    }

    /// SET and AUTH are answered with one line each, of which the first character says whether it
    /// is an error.
    private void taken(byte character, long nowNanos) throws IOException {
        if (kind == 0) {
            kind = character;
        } else if (character == '\n') {
            boolean succeeded = kind != '-';
            kind = 0;
            answered(succeeded, nowNanos);
            error.setLength(0);
        } else if (kind == '-' && character != '\r' && error.length() < ERROR_MAX) {
            error.append((char) (character & 0xff));
        }
    }

    private void answered(boolean succeeded, long nowNanos) throws IOException {
        if (!succeeded) trouble.accept(error.toString());
        if (!ready) {
            if (!succeeded) throw new IOException("AUTH was refused: " + error);
            opened(nowNanos);
            return;
        }
        LoadSchedule told = schedule;
        if (told != null) told.answered(number, nowNanos, succeeded);
    }

    private void lost(long nowNanos, Exception why) {
        trouble.accept(String.valueOf(why.getMessage()));
        SocketChannel open = channel;
        LoadSchedule told = schedule;
        channel = null;
        key = null;
        retryAtNanos = nowNanos + RETRY.toNanos();
        if (ready && told != null) told.lost(number);
        ready = false;
        try {
            if (open != null) open.close();
        } catch (IOException gone) {
            // It is closed either way.
        }
    }

    private static byte[] encoded(List<String> words) {
        var text = new StringBuilder("*" + words.size() + "\r\n");
        for (String word : words) {
            text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
