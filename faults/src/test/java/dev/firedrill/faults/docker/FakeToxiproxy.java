package dev.firedrill.faults.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
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

    /// `METHOD path`, in the order in which they came.
    final List<String> calls = new CopyOnWriteArrayList<>();

    /// Answers changes of this proxy's toxics with an error, as a time-out would end, until the
    /// proxy is deleted.
    volatile String stuck = "";

    /// Says yes to changes of this proxy's toxics and does nothing, until the proxy is deleted.
    volatile String deaf = "";

    FakeToxiproxy() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    ToxiproxyApi api() {
        return new ToxiproxyApi("127.0.0.1", server.getAddress().getPort());
    }

    synchronized ObjectNode proxy(String name) {
        return Objects.requireNonNull(proxies.get(name), name);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        calls.add(method + " " + path);
        byte[] body = exchange.getRequestBody().readAllBytes();
        JsonNode sent = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
        String answer;
        int status = 200;
        try {
            answer = answer(method, path.split("/", -1), sent);
        } catch (IllegalStateException refused) {
            answer = String.valueOf(refused.getMessage());
            status = 500;
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private synchronized String answer(String method, String[] path, JsonNode sent) {
        if (path.length == 2) {
            ObjectNode proxy = sent.deepCopy().asObject();
            proxy.putArray("toxics");
            proxies.put(sent.path("name").asString(), proxy);
            return "{}";
        }
        String name = path[2];
        if (path.length > 3) {
            return toxics(name, method, path, sent);
        }
        switch (method) {
            case "DELETE" -> {
                proxies.remove(name);
                stuck = name.equals(stuck) ? "" : stuck;
                deaf = name.equals(deaf) ? "" : deaf;
            }
            case "POST" -> proxy(name).set("enabled", sent.path("enabled"));
            default -> {
                return proxy(name).toString();
            }
        }
        return "";
    }

    private String toxics(String name, String method, String[] path, JsonNode sent) {
        if (name.equals(stuck)) {
            throw new IllegalStateException("stuck");
        }
        if (name.equals(deaf)) {
            return "{}";
        }
        ArrayNode toxics = (ArrayNode) proxy(name).path("toxics");
        if (path.length == 4) {
            toxics.add(sent);
            return "{}";
        }
        for (int i = 0; i < toxics.size(); i++) {
            if (toxics.get(i).path("name").asString().equals(path[4])) {
                if (method.equals("DELETE")) {
                    toxics.remove(i);
                } else {
                    toxics.get(i).asObject().set("attributes", sent.path("attributes"));
                }
            }
        }
        return "";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
