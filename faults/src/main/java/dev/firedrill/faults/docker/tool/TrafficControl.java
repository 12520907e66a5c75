package dev.firedrill.faults.docker.tool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Limits what leaves by a network interface, as tc(8) does: a hierarchical token bucket (HTB) with
/// a class for each line, into which filters (u32) sort packets by their source. What no filter
/// takes is not limited. The layouts are those of linux/pkt_sched.h and linux/pkt_cls.h.
final class TrafficControl {
    private static final short NEW_QDISC = 36;
    private static final short NEW_CLASS = 40;
    private static final short NEW_FILTER = 44;

    private static final int ROOT = -1;
    private static final int HANDLE = 1 << 16;
    private static final int FIRST_CLASS = HANDLE | 0x10;

    /// Priority 1, and the protocol IP in network order.
    private static final int FILTER_INFO = 1 << 16 | 0x0008;

    private static final int KIND = 1;
    private static final int OPTIONS = 2;
    private static final int HTB_PARAMETERS = 1;
    private static final int HTB_INIT = 2;
    private static final int U32_CLASS = 1;
    private static final int U32_SELECTOR = 5;

    private static final int HTB_VERSION = 3;
    private static final byte ETHERNET = 1;
    private static final byte TERMINAL = 1;
    private static final int SELECTOR_BYTES = 16;
    private static final int SOURCE_ADDRESS_AT = 12;
    private static final int PORTS_AT = 20;

    /// The kernel's unit of time for buckets.
    private static final long NANOS_PER_TICK = 64;

    private static final double NANOS_PER_SECOND = 1e9;

    /// How much may leave at once: what a line carries within a few milliseconds, and not less than
    /// some packets.
    private static final long BURST_BYTES_MIN = 8 * 1024;

    private static final long BURSTS_PER_SECOND = 250;
    private static final int QUANTUM_MIN = 1514;
    private static final int QUANTUM_MAX = 60_000;

    private final RouteSocket kernel;
    private final int networkInterface;
    private int classes;

    /// In place of what limits the interface already.
    TrafficControl(RouteSocket kernel, int networkInterface) throws IOException {
        this.kernel = kernel;
        this.networkInterface = networkInterface;
        byte[] init = ints(HTB_VERSION, 10, 0, 0, 0);
        kernel.create(
                NEW_QDISC,
                join(about(HANDLE, ROOT, 0), kind("htb"), options(attribute(HTB_INIT, init))));
    }

    /// @return the class that the line's packets have to be sorted into
    int line(long bytesPerSecond) throws IOException {
        int handle = FIRST_CLASS + classes++;
        long burst = Math.max(BURST_BYTES_MIN, bytesPerSecond / BURSTS_PER_SECOND);
        int ticks = (int) (burst * NANOS_PER_SECOND / bytesPerSecond / NANOS_PER_TICK);
        int quantum = Math.clamp(bytesPerSecond / 10, QUANTUM_MIN, QUANTUM_MAX);
        byte[] rate = rate(bytesPerSecond);
        byte[] parameters = join(rate, rate, ints(ticks, ticks, quantum, 0, 0));
        kernel.create(
                NEW_CLASS,
                join(
                        about(handle, HANDLE, 0),
                        kind("htb"),
                        options(attribute(HTB_PARAMETERS, parameters))));
        return handle;
    }

    /// struct tc_ratespec, without a table: the kernel computes with the rate itself.
    private static byte[] rate(long bytesPerSecond) {
        byte[] linkLayer = {0, ETHERNET, 0, 0};
        return join(linkLayer, ints(0, (int) Math.min(bytesPerSecond, 0xffff_ffffL)));
    }

    /// Sorts the TCP packets from that source into a line.
    void sort(Source source, int line) throws IOException {
        byte[] port = key(PORTS_AT, 0xffff_0000, source.port() << 16);
        byte[] address = key(SOURCE_ADDRESS_AT, -1, source.address());
        boolean any = source.address() == Source.ANY;
        byte[] keys = any ? port : join(port, address);
        byte count = (byte) (any ? 1 : 2);
        byte[] selector = Arrays.copyOf(new byte[] {TERMINAL, 0, count}, SELECTOR_BYTES);
        kernel.create(
                NEW_FILTER,
                join(
                        about(0, HANDLE, FILTER_INFO),
                        kind("u32"),
                        options(
                                join(
                                        attribute(U32_CLASS, ints(line)),
                                        attribute(U32_SELECTOR, join(selector, keys))))));
    }

    /// struct tc_u32_key: what a word of the packet has to be.
    private static byte[] key(int at, int mask, int value) {
        byte[] word = new byte[2 * Integer.BYTES];
        ByteBuffer.wrap(word).order(ByteOrder.BIG_ENDIAN).putInt(mask).putInt(value);
        return join(word, ints(at, 0));
    }

    /// struct tcmsg.
    private byte[] about(int handle, int parent, int info) {
        return ints(0, networkInterface, handle, parent, info);
    }

    private static byte[] kind(String name) {
        byte[] text = new byte[name.length() + 1];
        for (int i = 0; i < name.length(); i++) {
            text[i] = (byte) name.charAt(i);
        }
        return attribute(KIND, text);
    }

    private static byte[] options(byte[] attributes) {
        return attribute(OPTIONS, attributes);
    }

    /// struct rtattr with its value, filled up to whole words.
    private static byte[] attribute(int type, byte[] value) {
        int bytes = 4 + value.length;
        byte[] filled = new byte[(bytes + 3) / 4 * 4];
        ByteBuffer.wrap(filled)
                .order(ByteOrder.nativeOrder())
                .putShort((short) bytes)
                .putShort((short) type)
                .put(value);
        return filled;
    }

    private static byte[] ints(int... values) {
        byte[] all = new byte[values.length * Integer.BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(all).order(ByteOrder.nativeOrder());
        Arrays.stream(values).forEach(buffer::putInt);
        return all;
    }

    private static byte[] join(byte[]... parts) {
        byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        ByteBuffer buffer = ByteBuffer.wrap(all);
        Arrays.stream(parts).forEach(buffer::put);
        return all;
    }

    /// Where packets come from.
    ///
    /// @param address of IPv4 as a number; [#ANY] for each
    record Source(int address, int port) {
        static final int ANY = 0;
        private static final int PARTS = 4;

        /// `PORT` or `ADDRESS:PORT`.
        static Source parse(String text) {
            int colon = text.indexOf(':');
            int port = Integer.parseInt(text.substring(colon + 1));
            return new Source(colon < 0 ? ANY : address(text.substring(0, colon)), port);
        }

        private static int address(String dotted) {
            String[] parts = dotted.split("\\.", -1);
            if (parts.length != PARTS) {
                throw new IllegalArgumentException("no IPv4 address: " + dotted);
            }
            int address = 0;
            for (String part : parts) {
                address = address << 8 | Integer.parseInt(part);
            }
            return address;
        }
    }
}
