package dev.firedrill.faults.docker.mesh;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Toxiproxy's control API over a table of proxies, with what the real one does wrong on demand.
final class FakeToxiproxy implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, ObjectNode> proxies = new TreeMap<>();

    /// What a deaf proxy says it has.
    private final Map<String, ArrayNode> promises = new TreeMap<>();

    /// `METHOD path`, in the order in which they came.
    final List<String> calls = new CopyOnWriteArrayList<>();

    /// Answers changes of this proxy's toxics with an error, as a time-out would end, until the
    /// proxy is deleted.
    volatile String stuck = "";

    /// Says yes to changes of this proxy's toxics and does nothing, until the proxy is deleted.
    volatile String deaf = "";

    /// The same, also when the proxy is created again.
    volatile String deafForGood = "";

    /// Answers every call with these bytes and status 200.
    volatile String garbage = "";

    /// Takes every call and never answers.
    volatile boolean silent;

    /// Where each proxy listened when it was created.
    final List<String> firstAddresses = new CopyOnWriteArrayList<>();

    private final CountDownLatch closed = new CountDownLatch(1);

    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        final int status;

        Refusal(int status, String why) {
            super(why);
            this.status = status;
        }
    }

    FakeToxiproxy() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    ToxiproxyApi api() {
        return new ToxiproxyApi("127.0.0.1", server.getAddress().getPort());
    }

    ToxiproxyApi api(Duration answerMax) {
        return new ToxiproxyApi("127.0.0.1", server.getAddress().getPort(), answerMax);
    }

    synchronized ObjectNode proxy(String name) {
        ObjectNode proxy = proxies.get(name);
        if (proxy == null) {
            throw new IllegalStateException("no proxy " + name);
        }
        return proxy;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        calls.add(method + " " + path);
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (silent) {
            awaitClose();
            return;
        }
        JsonNode sent = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
        String answer;
        int status = method.equals("DELETE") ? 204 : 200;
        try {
            answer = garbage.isEmpty() ? answer(method, path.split("/", -1), sent) : garbage;
        } catch (Refusal refused) {
            status = refused.status;
            answer =
                    JSON.createObjectNode()
                            .put("error", refused.getMessage())
                            .put("status", status)
                            .toString();
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, status == 204 ? -1 : bytes.length);
        if (status != 204) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized String answer(String method, String[] path, JsonNode sent) throws Refusal {
        if (path.length == 2) {
            return path[1].equals("version") ? "{\"version\": \"2.12.0\"}" : created(sent);
        }
        ObjectNode proxy = proxies.get(path[2]);
        if (proxy == null) {
            throw new Refusal(404, "proxy not found");
        }
        if (path.length > 3) {
            return toxics(proxy, method, path, sent);
        }
        if (method.equals("DELETE")) {
            proxies.remove(path[2]);
            promises.remove(path[2]);
            stuck = path[2].equals(stuck) ? "" : stuck;
            deaf = path[2].equals(deaf) ? "" : deaf;
            return "";
        }
        proxy.setAll((ObjectNode) sent);
        return proxy.toString();
    }

    private String created(JsonNode sent) throws Refusal {
        String name = sent.path("name").asString();
        if (proxies.containsKey(name)) {
            throw new Refusal(409, "proxy already exists");
        }
        ObjectNode proxy = sent.deepCopy().asObject();
        if (!proxy.has("enabled")) {
            proxy.put("enabled", true);
        }
        firstAddresses.add(proxy.path("listen").asString());
        proxy.putArray("toxics");
        proxies.put(name, proxy);
        return proxy.toString();
    }

    private String toxics(ObjectNode proxy, String method, String[] path, JsonNode sent)
            throws Refusal {
        if (method.equals("GET")) {
            return proxy.path("toxics").toString();
        }
        if (path[2].equals(stuck)) {
            throw new Refusal(500, "stuck");
        }
        boolean ignored = path[2].equals(deaf) || path[2].equals(deafForGood);
        ArrayNode toxics =
                ignored
                        ? promised(path[2], proxy.path("toxics"))
                        : (ArrayNode) proxy.path("toxics");
        ObjectNode toxic =
                path.length == 4 ? ((ObjectNode) sent).deepCopy() : toxic(toxics, path[4]);
        if (path.length == 4) {
            toxics.add(toxic);
        } else if (method.equals("DELETE")) {
            toxics.remove(toxics.valueStream().toList().indexOf(toxic));
        } else {
            toxic.withObject("/attributes").setAll((ObjectNode) sent.path("attributes"));
        }
        return toxic.toString();
    }

    private ArrayNode promised(String proxy, JsonNode toxics) {
        return promises.computeIfAbsent(proxy, _ -> (ArrayNode) toxics.deepCopy());
    }

    private static ObjectNode toxic(ArrayNode toxics, String name) throws Refusal {
        for (JsonNode toxic : toxics) {
            if (toxic.path("name").asString().equals(name)) {
                return (ObjectNode) toxic;
            }
        }
        throw new Refusal(404, "toxic not found");
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
