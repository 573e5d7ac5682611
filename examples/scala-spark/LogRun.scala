// Logs one run to Bellwether from the driver of a Spark job with the JDK alone, then finds it again.
import java.net.URI
import java.net.URLEncoder
import java.net.http.{HttpClient, HttpRequest, HttpResponse}
import java.nio.charset.StandardCharsets.UTF_8

object LogRun {
  private val server = sys.env.getOrElse("BELLWETHER_URL", "http://127.0.0.1:7575").reverse.dropWhile(_ == '/').reverse
  private val token = sys.env.get("BELLWETHER_TOKEN").filter(_.nonEmpty)
  // The server speaks HTTP/1.1; left alone, Java would first offer it an upgrade.
  private val http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()

  private class Refused(message: String) extends Exception(message)

  private def send(method: String, path: String, body: String, contentType: String): HttpResponse[String] = {
    val request = HttpRequest
      .newBuilder(URI.create(server + path))
      .method(method, HttpRequest.BodyPublishers.ofString(body))
      .header("Content-Type", contentType)
    token.foreach(secret => request.header("Authorization", s"Bearer $secret"))
    http.send(request.build(), HttpResponse.BodyHandlers.ofString())
  }

  private def check(reply: HttpResponse[String]): String = {
    val message = find(reply.body, "message").getOrElse(reply.body)
    if (reply.statusCode == 200) reply.body
    else throw new Refused(s"${reply.uri.getPath}: ${reply.statusCode} $message")
  }

  // Enough JSON for these few fields. Spark has Jackson and json4s on its class path for more, and for writing.
  private def find(json: String, field: String): Option[String] = {
    val pattern = ("\"" + field + "\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"").r
    pattern.findFirstMatchIn(json).map(_.group(1).replaceAll("\\\\([\"\\\\/])", "$1"))
  }

  private def text(json: String, field: String): String =
    find(json, field).getOrElse(throw new Refused(s"The reply has no $field: $json"))

  private def post(path: String, json: String): String =
    check(send("POST", s"/api/2.0/mlflow/$path", json, "application/json"))

  private def experimentIdOf(name: String): String = {
    val created = send("POST", "/api/2.0/mlflow/experiments/create", s"""{"name": "$name"}""", "application/json")
    // To create first and look afterwards leaves no gap for another program that starts at the same time.
    if (!created.body.contains("RESOURCE_ALREADY_EXISTS")) text(check(created), "experiment_id")
    else {
      val query = s"experiment_name=${URLEncoder.encode(name, UTF_8)}"
      val path = s"/api/2.0/mlflow/experiments/get-by-name?$query"
      text(check(send("GET", path, "", "application/json")), "experiment_id")
    }
  }

  private def logRun(experimentId: String): Unit = {
    val start = System.currentTimeMillis()
    val created = post("runs/create", s"""{"experiment_id": "$experimentId", "run_name": "scala-recipe",
      "start_time": $start, "tags": [{"key": "mlflow.source.name", "value": "LogRun.scala"}]}""")
    val runId = text(created, "run_id")

    // One request for all of it: a batch is written whole or not at all, and waits for the disk once.
    val points = (0 until 20).map { step =>
      s"""{"key": "loss", "value": ${1.0 / (step + 1)}, "step": $step, "timestamp": ${start + step}}"""
    }
    post("runs/log-batch", s"""{"run_id": "$runId", "metrics": [${points.mkString(",")}],
      "params": [{"key": "learning_rate", "value": "0.1"}, {"key": "batch_size", "value": "32"}],
      "tags": [{"key": "language", "value": "scala"}]}""")

    // The server names the folder of a run's artifacts; do not build it from ids.
    val folder = text(created, "artifact_uri").stripPrefix("mlflow-artifacts:/")
    val path = s"/api/2.0/mlflow-artifacts/artifacts/$folder/notes.txt"
    check(send("PUT", path, "Logged from Scala.\n", "application/octet-stream"))
    post("runs/update", s"""{"run_id": "$runId", "status": "FINISHED", "end_time": ${System.currentTimeMillis()}}""")
  }

  // Call this from the driver, once: what runs on the executors runs once for each task, and again when one fails.
  def main(args: Array[String]): Unit =
    try {
      val experimentId = experimentIdOf("recipes")
      logRun(experimentId)
      val found = post("runs/search", s"""{"experiment_ids": ["$experimentId"], "max_results": 1,
        "filter": "metrics.loss < 0.2 AND params.learning_rate = '0.1' AND tags.language = 'scala'",
        "order_by": ["metrics.loss ASC"]}""")
      println(s"best run: ${text(found, "run_name")} ${text(found, "run_id")}")
    } catch {
      case error @ (_: Refused | _: java.io.IOException) =>
        System.err.println(s"$server: ${error.getMessage}")
        sys.exit(1)
    }
}
