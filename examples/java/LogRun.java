// Logs one run to Bellwether with the JDK alone, then finds it again.

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

public final class LogRun {
    private static final String SERVER = env("BELLWETHER_URL", "http://127.0.0.1:7575").replaceAll("/+$", "");
    private static final String TOKEN = env("BELLWETHER_TOKEN", "");
    // The server speaks HTTP/1.1; left alone, Java would first offer it an upgrade.
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public static void main(String[] args) throws InterruptedException {
        try {
            run();
        } catch (IOException error) {
            System.err.println(error.getMessage() == null ? SERVER + " does not answer: " + error : error.getMessage());
            System.exit(1);
        }
    }

    private static void run() throws IOException, InterruptedException {
        String experimentId = experimentIdOf("recipes");
        long start = System.currentTimeMillis();
        String created = post("runs/create", """
            {"experiment_id": "%s", "run_name": "java-recipe", "start_time": %d,
             "tags": [{"key": "mlflow.source.name", "value": "LogRun.java"}]}""".formatted(experimentId, start));
        String runId = text(created, "run_id");

        // One request for all of it: a batch is written whole or not at all, and waits for the disk once.
        String points = IntStream.range(0, 20)
            .mapToObj(step -> "{\"key\": \"loss\", \"value\": " + 1.0 / (step + 1) + ", \"step\": " + step
                + ", \"timestamp\": " + (start + step) + "}")
            .collect(Collectors.joining(","));
        post("runs/log-batch", """
            {"run_id": "%s",
             "params": [{"key": "learning_rate", "value": "0.1"}, {"key": "batch_size", "value": "32"}],
             "metrics": [%s],
             "tags": [{"key": "language", "value": "java"}]}""".formatted(runId, points));

        // The server names the folder of a run's artifacts; do not build it from ids.
        String folder = text(created, "artifact_uri").replaceFirst("^mlflow-artifacts:/", "");
        String path = "/api/2.0/mlflow-artifacts/artifacts/" + folder + "/notes.txt";
        check(send("PUT", path, "Logged from Java.\n", "application/octet-stream"));

        post("runs/update", """
            {"run_id": "%s", "status": "FINISHED", "end_time": %d}""".formatted(runId, System.currentTimeMillis()));

        String found = post("runs/search", """
            {"experiment_ids": ["%s"], "order_by": ["metrics.loss ASC"], "max_results": 1,
             "filter": "metrics.loss < 0.2 AND params.learning_rate = '0.1' AND tags.language = 'java'"}"""
            .formatted(experimentId));
        if (!found.contains("\"run_id\"")) throw new IOException("The search found no run.");
        System.out.println("best run: " + text(found, "run_name") + " " + text(found, "run_id"));
    }

    private static String experimentIdOf(String name) throws IOException, InterruptedException {
        HttpResponse<String> created = send("POST", "/api/2.0/mlflow/experiments/create",
            "{\"name\": \"" + name + "\"}", "application/json");
        // To create first and look afterwards leaves no gap for another program that starts at the same time.
        if (!created.body().contains("RESOURCE_ALREADY_EXISTS")) return text(check(created), "experiment_id");
        String query = "?experiment_name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        return text(check(send("GET", "/api/2.0/mlflow/experiments/get-by-name" + query, null, null)), "experiment_id");
    }

    private static String post(String path, String json) throws IOException, InterruptedException {
        return check(send("POST", "/api/2.0/mlflow/" + path, json, "application/json"));
    }

    private static HttpResponse<String> send(String method, String path, String body, String contentType)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(SERVER + path));
        if (body == null) request.method(method, HttpRequest.BodyPublishers.noBody());
        else request.method(method, HttpRequest.BodyPublishers.ofString(body)).header("Content-Type", contentType);
        if (!TOKEN.isEmpty()) request.header("Authorization", "Bearer " + TOKEN);
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String check(HttpResponse<String> reply) throws IOException {
        if (reply.statusCode() == 200) return reply.body();
        HttpRequest request = reply.request();
        throw new IOException(request.method() + " " + request.uri().getPath() + ": " + reply.statusCode() + " "
            + (reply.body().contains("\"message\"") ? text(reply.body(), "message") : reply.body()));
    }

    // The JDK has no JSON. These few fields can do without; a larger program takes Jackson or Gson, for writing too.
    private static String text(String json, String field) throws IOException {
        var matcher = Pattern.compile("\"" + field + "\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(json);
        if (!matcher.find()) throw new IOException("The reply has no " + field + ": " + json);
        return matcher.group(1).replaceAll("\\\\([\"\\\\/])", "$1");
    }

    private static String env(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }
}
