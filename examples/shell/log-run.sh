#!/bin/sh
# Logs one run to Bellwether with curl and the tools of any Unix, then finds it again.
set -eu

server=${BELLWETHER_URL:-http://127.0.0.1:7575}
server=${server%/}
mlflow=$server/api/2.0/mlflow

# Prints the reply, also of a refusal; fails then. The token goes through standard input: arguments are for all to see.
request() {
  if [ -n "${BELLWETHER_TOKEN:-}" ]; then
    printf 'header = "Authorization: Bearer %s"\n' "$BELLWETHER_TOKEN"
  fi | curl --config - --silent --show-error --fail-with-body "$@"
}

post() {
  request --header 'Content-Type: application/json' --data "$2" "$mlflow/$1"
}

# Shows what the server said where `set -e` alone would end the program in silence.
refused() {
  printf '%s\n' "$1" >&2
  exit 1
}

# Prints the first value of a text field. Enough for ids; for more there is jq.
field() {
  printf '%s' "$2" | grep -o "\"$1\" *: *\"[^\"]*\"" | head -n 1 | sed 's/.*"\([^"]*\)"$/\1/'
}

# To create first and look afterwards leaves no gap for another program that starts at the same time.
if ! reply=$(post experiments/create '{"name": "recipes"}' 2>/dev/null); then
  case $reply in
    *RESOURCE_ALREADY_EXISTS*) ;;
    *) refused "${reply:-$server does not answer}" ;;
  esac
  reply=$(request --get --data-urlencode 'experiment_name=recipes' "$mlflow/experiments/get-by-name") ||
    refused "$reply"
fi
experiment_id=$(field experiment_id "$reply")

start=$(date +%s)000
reply=$(post runs/create "{\"experiment_id\": \"$experiment_id\", \"run_name\": \"shell-recipe\",
  \"start_time\": $start, \"tags\": [{\"key\": \"mlflow.source.name\", \"value\": \"log-run.sh\"}]}") ||
  refused "$reply"
run_id=$(field run_id "$reply")
artifact_uri=$(field artifact_uri "$reply")

# One request for all of it: a batch is written whole or not at all, and waits for the disk once.
points=$(awk -v start="$start" 'BEGIN {
  for (step = 0; step < 20; step++)
    printf "%s{\"key\": \"loss\", \"value\": %.17g, \"step\": %d, \"timestamp\": %.0f}",
      step ? "," : "", 1 / (step + 1), step, start + step
}')
reply=$(post runs/log-batch "{\"run_id\": \"$run_id\", \"metrics\": [$points],
  \"params\": [{\"key\": \"learning_rate\", \"value\": \"0.1\"}, {\"key\": \"batch_size\", \"value\": \"32\"}],
  \"tags\": [{\"key\": \"language\", \"value\": \"shell\"}]}") || refused "$reply"

# The server names the folder of a run's artifacts; do not build it from ids.
file=$(mktemp)
trap 'rm -f "$file"' EXIT
printf 'Logged from the shell.\n' >"$file"
reply=$(request --upload-file "$file" \
  "$server/api/2.0/mlflow-artifacts/artifacts/${artifact_uri#mlflow-artifacts:/}/notes.txt") || refused "$reply"

reply=$(post runs/update "{\"run_id\": \"$run_id\", \"status\": \"FINISHED\", \"end_time\": $(date +%s)000}") ||
  refused "$reply"

reply=$(post runs/search "{\"experiment_ids\": [\"$experiment_id\"], \"max_results\": 1,
  \"order_by\": [\"metrics.loss ASC\"],
  \"filter\": \"metrics.loss < 0.2 AND params.learning_rate = '0.1' AND tags.language = 'shell'\"}") || refused "$reply"
best=$(field run_id "$reply")
[ -n "$best" ] || refused 'The search found no run.'
echo "best run: $(field run_name "$reply") $best"
