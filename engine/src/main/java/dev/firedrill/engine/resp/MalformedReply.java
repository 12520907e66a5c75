package dev.firedrill.engine.resp;

/// A server sent what is no RESP: the connection is of no more use.
public final class MalformedReply extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public MalformedReply(String what) {
        super(what);
    }
}
