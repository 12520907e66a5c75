package dev.firedrill.faults.docker.mesh;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Toxiproxy's control API in the terms of the mesh, through the Toxiproxy client. Each call has a
/// deadline, see [TimedCalls].
///
/// Proxies and toxics are remembered from their creation: to look one up again is a call that can
/// hang, and a proxy that hangs must still be deleted.
public final class ToxiproxyApi {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(3);

    /// Where only Toxiproxy's own container could connect.
    private static final String UNREACHABLE = "127.0.0.1:0";

    private final ToxiproxyClient client;
    private final TimedCalls calls;
    private final Map<String, Created> created = new ConcurrentHashMap<>();

    /// @param toxics by name
    private record Created(Proxy proxy, Map<String, eu.rekawek.toxiproxy.model.Toxic> toxics) {}

    /// What the server reports of a proxy.
    ///
    /// @param port on which it listens, or would if it were enabled
    /// @param toxics by name
    record ProxyState(boolean enabled, int port, String upstream, Map<String, Toxic> toxics) {}

    public ToxiproxyApi(String host, int port) {
        this(host, port, ANSWER_MAX);
    }

    ToxiproxyApi(String host, int port, Duration answerMax) {
        client = new ToxiproxyClient(host, port);
        calls = new TimedCalls(answerMax);
    }

    /// Whether the client works in the language of this process.
    public static boolean clientWorks() {
        return ToxicCalls.clientWorks();
    }

    public String version() throws ToxiproxyFailed {
        return calls.call("tell its version", client::version);
    }

    /// Creates a proxy that no node can reach: the client cannot create one that is disabled, and a
    /// proxy and its toxics cannot be made in one step. [#open] puts it in its place.
    void create(String proxy, String upstream) throws ToxiproxyFailed {
        Proxy there =
                calls.call(
                        "create the proxy " + proxy,
                        () -> client.createProxy(proxy, UNREACHABLE, upstream));
        created.put(proxy, new Created(there, new ConcurrentHashMap<>()));
    }

    /// Lets the nodes in, in one step with all toxics in place.
    ///
    /// @param listen address and port, for example `0.0.0.0:20000`
    /// @param enabled whether connections are accepted
    void open(String proxy, String listen, boolean enabled) throws ToxiproxyFailed {
        if (!enabled) {
            enable(proxy, false);
        }
        String asked = "let the proxy " + proxy + " listen on " + listen;
        Proxy there = known(proxy, asked).proxy();
        change(asked, () -> there.setListen(listen));
    }

    void deleteIfThere(String proxy) throws ToxiproxyFailed {
        Created known = created.get(proxy);
        change(
                "delete the proxy " + proxy,
                () -> {
                    // A call that timed out may have created it all the same.
                    Proxy there = known == null ? client.getProxyOrNull(proxy) : known.proxy();
                    if (there != null) {
                        delete(there);
                    }
                });
        created.remove(proxy);
    }

    private static void delete(Proxy proxy) throws IOException {
        try {
            proxy.delete();
        } catch (FileNotFoundException alreadyGone) {
            // HttpURLConnection's word for status 404.
        }
    }

    void enable(String proxy, boolean enabled) throws ToxiproxyFailed {
        String asked = (enabled ? "enable" : "disable") + " the proxy " + proxy;
        Proxy there = known(proxy, asked).proxy();
        change(asked, enabled ? there::enable : there::disable);
    }

    void add(String proxy, Toxic toxic) throws ToxiproxyFailed {
        String asked = "add " + toxic.describe() + " to the proxy " + proxy;
        Created known = known(proxy, asked);
        known.toxics()
                .put(
                        toxic.name(),
                        calls.call(asked, () -> ToxicCalls.add(known.proxy().toxics(), toxic)));
    }

    void update(String proxy, Toxic toxic) throws ToxiproxyFailed {
        String asked = "change to " + toxic.describe() + " on the proxy " + proxy;
        var there = known(proxy, toxic, asked);
        change(asked, () -> ToxicCalls.update(there, toxic));
    }

    void remove(String proxy, Toxic toxic) throws ToxiproxyFailed {
        String asked = "remove " + toxic.name() + " from the proxy " + proxy;
        change(asked, known(proxy, toxic, asked)::remove);
        known(proxy, asked).toxics().remove(toxic.name());
    }

    ProxyState state(String proxy) throws ToxiproxyFailed {
        return calls.call(
                "report the proxy " + proxy,
                () -> {
                    Proxy there = client.getProxy(proxy);
                    var toxics = new TreeMap<String, Toxic>();
                    for (var toxic : there.toxics().getAll()) {
                        toxics.put(toxic.getName(), ToxicCalls.read(toxic));
                    }
                    return new ProxyState(
                            there.isEnabled(),
                            port(there.getListen()),
                            there.getUpstream(),
                            toxics);
                });
    }

    /// `[::]:20000`
    private static int port(String listen) {
        return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
    }

    private Created known(String proxy, String asked) throws ToxiproxyFailed {
        Created known = created.get(proxy);
        if (known == null) {
            throw new ToxiproxyFailed(asked, "the proxy has not been created");
        }
        return known;
    }

    private eu.rekawek.toxiproxy.model.Toxic known(String proxy, Toxic toxic, String asked)
            throws ToxiproxyFailed {
        var known = known(proxy, asked).toxics().get(toxic.name());
        if (known == null) {
            throw new ToxiproxyFailed(asked, "the toxic has not been added");
        }
        return known;
    }

    /// A call without an answer that matters.
    private interface Change {
        void make() throws IOException;
    }

    private void change(String asked, Change change) throws ToxiproxyFailed {
        calls.call(
                asked,
                () -> {
                    change.make();
                    return true;
                });
    }
}
