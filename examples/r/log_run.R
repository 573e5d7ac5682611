# Logs one run to Bellwether with httr2 (and jsonlite, which it brings), then finds it again.
library(httr2)

server <- sub("/+$", "", Sys.getenv("BELLWETHER_URL", "http://127.0.0.1:7575"))
token <- Sys.getenv("BELLWETHER_TOKEN")

# Returns the reply; a refusal is in it, too, so that callers can look at its code.
send <- function(request) {
  if (nzchar(token)) request <- req_auth_bearer_token(request, token)
  req_perform(req_error(request, is_error = function(reply) FALSE))
}

# A proxy in between answers without JSON.
said <- function(reply) {
  if (grepl("json", resp_content_type(reply))) resp_body_json(reply) else list(message = resp_body_string(reply))
}

check <- function(reply) {
  if (resp_status(reply) == 200) return(said(reply))
  stop(reply$method, " ", reply$url, ": ", resp_status(reply), " ", said(reply)$message, call. = FALSE)
}

post <- function(path, ...) {
  request <- request(paste0(server, "/api/2.0/mlflow/", path))
  # auto_unbox makes a vector of one a JSON value; what must be a list is made with list().
  send(req_body_json(request, list(...), auto_unbox = TRUE, digits = NA))
}

experiment_id_of <- function(name) {
  created <- post("experiments/create", name = name)
  # To create first and look afterwards leaves no gap for another program that starts at the same time.
  if (!identical(said(created)$error_code, "RESOURCE_ALREADY_EXISTS")) return(check(created)$experiment_id)
  request <- request(paste0(server, "/api/2.0/mlflow/experiments/get-by-name"))
  check(send(req_url_query(request, experiment_name = name)))$experiment$experiment_id
}

pair <- function(key, value) list(key = key, value = value)
now_ms <- function() round(as.numeric(Sys.time()) * 1000)

log_run <- function(experiment_id) {
  start <- now_ms()
  info <- check(post(
    "runs/create",
    experiment_id = experiment_id, run_name = "r-recipe", start_time = start,
    tags = list(pair("mlflow.source.name", "log_run.R"))
  ))$run$info

  # One request for all of it: a batch is written whole or not at all, and waits for the disk once.
  check(post(
    "runs/log-batch",
    run_id = info$run_id,
    params = list(pair("learning_rate", "0.1"), pair("batch_size", "32")),
    metrics = lapply(0:19, function(step) {
      list(key = "loss", value = 1 / (step + 1), step = step, timestamp = start + step)
    }),
    tags = list(pair("language", "r"))
  ))

  # The server names the folder of a run's artifacts; do not build it from ids.
  folder <- sub("^mlflow-artifacts:/", "", info$artifact_uri)
  upload <- request(paste0(server, "/api/2.0/mlflow-artifacts/artifacts/", folder, "/notes.txt"))
  upload <- req_body_raw(upload, charToRaw("Logged from R.\n"), type = "application/octet-stream")
  check(send(req_method(upload, "PUT")))

  invisible(check(post("runs/update", run_id = info$run_id, status = "FINISHED", end_time = now_ms())))
}

experiment_id <- experiment_id_of("recipes")
log_run(experiment_id)
found <- check(post(
  "runs/search",
  experiment_ids = list(experiment_id),
  filter = "metrics.loss < 0.2 AND params.learning_rate = '0.1' AND tags.language = 'r'",
  order_by = list("metrics.loss ASC"),
  max_results = 1
))
if (length(found$runs) == 0) stop("The search found no run.")
best <- found$runs[[1]]
loss <- Filter(function(metric) metric$key == "loss", best$data$metrics)[[1]]
cat("best run: ", best$info$run_name, " ", best$info$run_id, " loss ", loss$value, "\n", sep = "")
