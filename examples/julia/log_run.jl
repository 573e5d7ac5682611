# Logs one run to Bellwether with HTTP.jl and JSON.jl, then finds it again.
using HTTP, JSON

const SERVER = rstrip(get(ENV, "BELLWETHER_URL", "http://127.0.0.1:7575"), '/')
const TOKEN = get(ENV, "BELLWETHER_TOKEN", "")

# Returns the reply; a refusal is in it, too, so that callers can look at its code.
function send(method, path, body, content_type="application/json")
    headers = ["Content-Type" => content_type]
    isempty(TOKEN) || push!(headers, "Authorization" => "Bearer $TOKEN")
    return HTTP.request(method, SERVER * path, headers, body; status_exception=false, retry=false)
end

# A proxy in between answers without JSON.
function said(reply)
    text = String(copy(reply.body))
    is_json = occursin("json", HTTP.header(reply, "Content-Type"))
    return is_json ? JSON.parse(text) : Dict("message" => text)
end

function check(reply)
    content = said(reply)
    reply.status == 200 || error("$(reply.status) $(get(content, "message", ""))")
    return content
end

post(path, body) = send("POST", "/api/2.0/mlflow/$path", JSON.json(body))

function experiment_id_of(name)
    created = post("experiments/create", Dict("name" => name))
    # To create first and look afterwards leaves no gap for another program that starts at the same time.
    get(said(created), "error_code", "") == "RESOURCE_ALREADY_EXISTS" || return check(created)["experiment_id"]
    query = HTTP.escapeuri(Dict("experiment_name" => name))
    found = send("GET", "/api/2.0/mlflow/experiments/get-by-name?$query", "")
    return check(found)["experiment"]["experiment_id"]
end

pair(key, value) = Dict("key" => key, "value" => value)
now_ms() = round(Int, time() * 1000)

function log_run(experiment_id)
    start = now_ms()
    created = check(post("runs/create", Dict(
        "experiment_id" => experiment_id,
        "run_name" => "julia-recipe",
        "start_time" => start,
        "tags" => [pair("mlflow.source.name", "log_run.jl")],
    )))
    info = created["run"]["info"]

    # One request for all of it: a batch is written whole or not at all, and waits for the disk once.
    point(step) = Dict("key" => "loss", "value" => 1 / (step + 1), "step" => step, "timestamp" => start + step)
    check(post("runs/log-batch", Dict(
        "run_id" => info["run_id"],
        "params" => [pair("learning_rate", "0.1"), pair("batch_size", "32")],
        "metrics" => [point(step) for step in 0:19],
        "tags" => [pair("language", "julia")],
    )))

    # The server names the folder of a run's artifacts; do not build it from ids.
    folder = replace(info["artifact_uri"], "mlflow-artifacts:/" => "")
    path = "/api/2.0/mlflow-artifacts/artifacts/$folder/notes.txt"
    check(send("PUT", path, "Logged from Julia.\n", "application/octet-stream"))

    check(post("runs/update", Dict("run_id" => info["run_id"], "status" => "FINISHED", "end_time" => now_ms())))
end

function main()
    experiment_id = experiment_id_of("recipes")
    log_run(experiment_id)
    found = check(post("runs/search", Dict(
        "experiment_ids" => [experiment_id],
        "filter" => "metrics.loss < 0.2 AND params.learning_rate = '0.1' AND tags.language = 'julia'",
        "order_by" => ["metrics.loss ASC"],
        "max_results" => 1,
    )))
    # Empty lists are left out of replies.
    runs = get(found, "runs", [])
    isempty(runs) && error("The search found no run.")
    best = first(runs)
    loss = only(metric["value"] for metric in best["data"]["metrics"] if metric["key"] == "loss")
    println("best run: ", best["info"]["run_name"], " ", best["info"]["run_id"], " loss ", loss)
end

try
    main()
catch error
    println(stderr, sprint(showerror, error))
    exit(1)
end
