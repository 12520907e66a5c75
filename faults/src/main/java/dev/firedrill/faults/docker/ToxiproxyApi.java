package dev.firedrill.faults.docker;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// Toxiproxy's control API, as far as the mesh needs it. Every call has a time-out, since the API
/// can hang for good when a toxic is removed under load (Toxiproxy issues 412, 558, 210): that is
/// why this is not the usual client library, which has none.
final class ToxiproxyApi implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(3);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_MAX).build();
    private final URI base;

    /// What the server says of a proxy.
    ///
    /// @param toxics by name
    record ProxyState(boolean enabled, Map<String, Toxic> toxics) {}

    ToxiproxyApi(String host, int port) {
        base = URI.create("http://" + host + ":" + port);
    }

    String version() throws IOException {
        return parse(call("GET", "/version", "")).path("version").asString();
    }

    /// Created disabled: a proxy and its toxics cannot be made in one step.
    void create(String proxy, int port, String upstream) throws IOException {
        ObjectNode body = JSON.createObjectNode();
        body.put("name", proxy).put("listen", "0.0.0.0:" + port).put("upstream", upstream);
        body.put("enabled", false);
        call("POST", "/proxies", body.toString());
    }

    void deleteIfThere(String proxy) throws IOException {
        send("DELETE", "/proxies/" + proxy, "", NOT_FOUND);
    }

    void enable(String proxy, boolean enabled) throws IOException {
        ObjectNode body = JSON.createObjectNode().put("enabled", enabled);
        call("POST", "/proxies/" + proxy, body.toString());
    }

    void add(String proxy, Toxic toxic) throws IOException {
        ObjectNode body = attributes(toxic);
        body.put("name", toxic.name()).put("type", toxic.type());
        body.put("stream", toxic.stream().word).put("toxicity", 1.0);
        call("POST", "/proxies/" + proxy + "/toxics", body.toString());
    }

    void update(String proxy, Toxic toxic) throws IOException {
        String path = "/proxies/" + proxy + "/toxics/" + toxic.name();
        call("POST", path, attributes(toxic).toString());
    }

    void remove(String proxy, Toxic toxic) throws IOException {
        call("DELETE", "/proxies/" + proxy + "/toxics/" + toxic.name(), "");
    }

    ProxyState state(String proxy) throws IOException {
        JsonNode answer = parse(call("GET", "/proxies/" + proxy, ""));
        var toxics = new TreeMap<String, Toxic>();
        for (JsonNode one : answer.path("toxics")) {
            var attributes = new LinkedHashMap<String, Long>();
            one.path("attributes")
                    .properties()
                    .forEach(entry -> attributes.put(entry.getKey(), entry.getValue().asLong()));
            var stream =
                    one.path("stream").asString().equals("upstream")
                            ? Toxic.Stream.UPSTREAM
                            : Toxic.Stream.DOWNSTREAM;
            var toxic = new Toxic(one.path("type").asString(), stream, attributes);
            toxics.put(one.path("name").asString(), toxic);
        }
        return new ProxyState(answer.path("enabled").asBoolean(), toxics);
    }

    private static ObjectNode attributes(Toxic toxic) {
        ObjectNode body = JSON.createObjectNode();
        ObjectNode attributes = body.putObject("attributes");
        toxic.attributes().forEach(attributes::put);
        return body;
    }

    private static JsonNode parse(String text) {
        return JSON.readTree(text);
    }

    private String call(String method, String path, String body) throws IOException {
        return send(method, path, body, OK);
    }

    /// @param alsoFine a status beside 2xx that is no failure
    private String send(String method, String path, String body, int alsoFine) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(base.resolve(path))
                        .timeout(ANSWER_MAX)
                        .header("User-Agent", "firedrill")
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2 && answer.statusCode() != alsoFine) {
                throw new IOException(
                        String.format(
                                Locale.ROOT,
                                "Toxiproxy answered %d to %s %s: %s",
                                answer.statusCode(),
                                method,
                                path,
                                answer.body().strip()));
            }
            return answer.body();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
