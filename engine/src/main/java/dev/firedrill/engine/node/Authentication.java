package dev.firedrill.engine.node;

import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.config.AccessUsers;

/// Who a client is, and whether it must say so first. Source: Redis documentation, "ACL"; behaviour
/// and texts of redis-server 7.0.
final class Authentication {
    private final NodeContext node;

    Authentication(NodeContext node) {
        this.node = node;
    }

    /// At its first byte, and at RESET, a client is the default user.
    void begins(Session session) {
        session.user = AccessUsers.DEFAULT;
        session.authenticated = node.settings.users.open();
        session.parser.authenticated(!missing(session));
    }

    /// Whether the client must authenticate before anything else. When the password is taken away
    /// at run time, those who had not given it may go on.
    boolean missing(Session session) {
        return !session.authenticated && !node.settings.users.open();
    }

    /// CONFIG SET requirepass: the limits of clients that have not authenticated change with it.
    void passwordChanged() {
        for (Session session : node.sessions.values()) {
            session.parser.authenticated(!missing(session));
        }
    }

    void authenticate(Session session, String user, String password) throws Refused {
        if (!node.settings.users.accepts(user, password)) {
            throw new Refused("WRONGPASS invalid username-password pair or user is disabled.");
        }
        session.user = user;
        session.authenticated = true;
        session.parser.authenticated(true);
    }
}
