package dev.firedrill.faults.docker;

import dev.firedrill.engine.resp.CommandEncoder;
import dev.firedrill.engine.resp.MalformedReply;
import dev.firedrill.engine.resp.Reply;
import dev.firedrill.engine.resp.ReplyDecoder;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client's connection to a server in a container, served on the lab's loop.
final class RespClient extends SimpleChannelInboundHandler<ByteBuf> implements ClientConnection {
    private static final int CONNECT_MAX_MILLIS = 10_000;

    private final ClientListener listener;
    private final ReplyDecoder replies = new ReplyDecoder();
    private @Nullable Channel channel;
    private boolean ended;
    private boolean flushPending;

    private RespClient(ClientListener listener) {
        this.listener = listener;
    }

    /// Must be called on the loop.
    static RespClient open(Loop loop, InetSocketAddress address, ClientListener listener) {
        var client = new RespClient(listener);
        ChannelFuture connecting =
                new Bootstrap()
                        .group(loop.thread())
                        .channel(NioSocketChannel.class)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MAX_MILLIS)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .handler(client)
                        .connect(address);
        client.channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                client.end(
                        done.cause() instanceof ConnectException
                                ? "connection refused"
                                : "cannot connect: " + done.cause());
            }
        });
        return client;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (!ended) {
            listener.connected(this);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        replies.feed(bytes.nioBuffer());
        try {
            for (Reply reply = replies.next(); reply != null && !ended; reply = replies.next()) {
                listener.replied(this, reply);
            }
        } catch (MalformedReply malformed) {
            end("malformed reply: " + malformed.getMessage());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end("the server closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof java.io.IOException) {
            end("connection reset");
        } else {
            context.fireExceptionCaught(cause);
            end("failed: " + cause);
        }
    }

    /// What is sent within one turn of the loop leaves in one write.
    @Override
    public void send(List<byte[]> command) {
        Channel open = channel;
        if (ended || open == null) {
            return;
        }
        open.write(Unpooled.wrappedBuffer(CommandEncoder.encode(command)));
        if (!flushPending) {
            flushPending = true;
            open.eventLoop()
                    .execute(() -> {
                        flushPending = false;
                        open.flush();
                    });
        }
    }

    @Override
    public void close() {
        ended = true;
        drop();
    }

    private void end(String why) {
        if (!ended) {
            ended = true;
            drop();
            listener.closed(this, why);
        }
    }

    private void drop() {
        Channel open = channel;
        if (open != null) {
            open.close();
        }
    }
}
