package dev.firedrill.faults.docker.tool;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A conversation with the kernel about the network of this process's namespace: netlink(7) of the
/// family NETLINK_ROUTE. Each request is acknowledged before the next one.
final class RouteSocket implements AutoCloseable {
    private static final int FAMILY = 16;
    private static final int RAW = 3;
    private static final int ROUTE = 0;

    private static final int HEADER_BYTES = 16;
    private static final int ANSWER_BYTES = 8192;
    private static final short ERROR_MESSAGE = 2;
    private static final short REQUEST_TO_CREATE = 0x001 | 0x004 | 0x100 | 0x400;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final Arena memory = Arena.ofConfined();
    private final MemorySegment state = memory.allocate(STATE);
    private final MemorySegment answer = memory.allocate(ANSWER_BYTES, Integer.BYTES);
    private final MethodHandle send;
    private final MethodHandle receive;
    private final MethodHandle close;
    private final int socket;
    private int sent;

    @SuppressWarnings("restricted")
    RouteSocket() throws IOException {
        Linker linker = Linker.nativeLinker();
        var library = linker.defaultLookup();
        var errno = Linker.Option.captureCallState("errno");
        var transfer = FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
        send = linker.downcallHandle(library.findOrThrow("send"), transfer, errno);
        receive = linker.downcallHandle(library.findOrThrow("recv"), transfer, errno);
        close =
                linker.downcallHandle(
                        library.findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        MethodHandle open =
                linker.downcallHandle(
                        library.findOrThrow("socket"),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
                        errno);
        try {
            socket = (int) open.invokeExact(state, FAMILY, RAW, ROUTE);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
        refuse(socket, "open a netlink socket");
    }

    /// Asks the kernel to create something, or to put it in the place of what is there.
    ///
    /// @param type of the message, for example RTM_NEWQDISC
    /// @throws IOException when the kernel refuses, with its error
    void create(short type, byte[] body) throws IOException {
        int bytes = HEADER_BYTES + body.length;
        ByteBuffer message = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
        message.putInt(bytes).putShort(type).putShort(REQUEST_TO_CREATE).putInt(++sent).putInt(0);
        message.put(body);
        MemorySegment request = memory.allocate(bytes, Integer.BYTES);
        request.copyFrom(MemorySegment.ofArray(message.array()));
        refuse(transfer(send, request, bytes), "ask the kernel");
        long received = transfer(receive, answer, ANSWER_BYTES);
        refuse(received, "hear the kernel's answer");
        ByteBuffer reply = answer.asByteBuffer().order(ByteOrder.nativeOrder());
        if (received < HEADER_BYTES + Integer.BYTES || reply.getShort(4) != ERROR_MESSAGE) {
            throw new IOException("the kernel did not acknowledge message " + sent);
        }
        int error = -reply.getInt(HEADER_BYTES);
        if (error != 0) {
            throw new IOException("the kernel refuses message " + sent + " with error " + error);
        }
    }

    private long transfer(MethodHandle call, MemorySegment bytes, long length) {
        try {
            return (long) call.invokeExact(state, socket, bytes, length, 0);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void refuse(long result, String task) throws IOException {
        if (result < 0) {
            throw new IOException("cannot " + task + ": error " + (int) ERRNO.get(state, 0L));
        }
    }

    @Override
    public void close() {
        try {
            int ignored = (int) close.invokeExact(socket);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
        memory.close();
    }
}
