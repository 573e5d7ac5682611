// Logs one run to Bellwether with Go's standard library alone, then finds it again.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

type object map[string]any

type run struct {
	Info struct {
		ID          string `json:"run_id"`
		Name        string `json:"run_name"`
		ArtifactURI string `json:"artifact_uri"`
	}
}

// reply has what this program reads of any reply; encoding/json ignores the rest.
type reply struct {
	ExperimentID string `json:"experiment_id"`
	Experiment   struct {
		ID string `json:"experiment_id"`
	}
	Run       run
	Runs      []run
	ErrorCode string `json:"error_code"`
	Message   string
}

// session remembers the first error and does nothing after it, so that callers ask once, at the end.
type session struct {
	server, token string
	err           error
}

func (s *session) send(method, path, contentType string, body []byte) (said reply) {
	if s.err != nil {
		return said
	}
	var request *http.Request
	if request, s.err = http.NewRequest(method, s.server+path, bytes.NewReader(body)); s.err != nil {
		return said
	}
	request.Header.Set("Content-Type", contentType)
	if s.token != "" {
		request.Header.Set("Authorization", "Bearer "+s.token)
	}
	var response *http.Response
	if response, s.err = http.DefaultClient.Do(request); s.err != nil {
		return said
	}
	defer response.Body.Close()
	s.err = json.NewDecoder(response.Body).Decode(&said)
	if response.StatusCode != http.StatusOK {
		s.err = fmt.Errorf("%s %s: %s %s", method, path, response.Status, said.Message)
	}
	return said
}

func (s *session) post(path string, body object) reply {
	text, _ := json.Marshal(body) // Plain values only: this cannot fail.
	return s.send("POST", "/api/2.0/mlflow/"+path, "application/json", text)
}

func (s *session) experimentID(name string) string {
	created := s.post("experiments/create", object{"name": name})
	// To create first and look afterwards leaves no gap for another program that starts at the same time.
	if created.ErrorCode != "RESOURCE_ALREADY_EXISTS" {
		return created.ExperimentID
	}
	s.err = nil
	query := url.Values{"experiment_name": {name}}.Encode()
	return s.send("GET", "/api/2.0/mlflow/experiments/get-by-name?"+query, "application/json", nil).Experiment.ID
}

func main() {
	server := os.Getenv("BELLWETHER_URL")
	if server == "" {
		server = "http://127.0.0.1:7575"
	}
	s := &session{server: strings.TrimRight(server, "/"), token: os.Getenv("BELLWETHER_TOKEN")}
	experiment := s.experimentID("recipes")
	start := time.Now().UnixMilli()
	info := s.post("runs/create", object{"experiment_id": experiment, "run_name": "go-recipe", "start_time": start,
		"tags": []object{{"key": "mlflow.source.name", "value": "log_run.go"}}}).Run.Info

	// One request for all of it: a batch is written whole or not at all, and waits for the disk once.
	var points []object
	for step := int64(0); step < 20; step++ {
		points = append(points, object{"key": "loss", "value": 1 / float64(step+1), "step": step, "timestamp": start + step})
	}
	s.post("runs/log-batch", object{"run_id": info.ID, "metrics": points,
		"params": []object{{"key": "learning_rate", "value": "0.1"}, {"key": "batch_size", "value": "32"}},
		"tags":   []object{{"key": "language", "value": "go"}}})

	// The server names the folder of a run's artifacts; do not build it from ids.
	folder := strings.TrimPrefix(info.ArtifactURI, "mlflow-artifacts:/")
	path := "/api/2.0/mlflow-artifacts/artifacts/" + folder + "/notes.txt"
	s.send("PUT", path, "application/octet-stream", []byte("Logged from Go.\n"))
	s.post("runs/update", object{"run_id": info.ID, "status": "FINISHED", "end_time": time.Now().UnixMilli()})

	found := s.post("runs/search", object{"experiment_ids": []string{experiment}, "max_results": 1,
		"filter":   "metrics.loss < 0.2 AND params.learning_rate = '0.1' AND tags.language = 'go'",
		"order_by": []string{"metrics.loss ASC"}})
	if s.err != nil {
		log.Fatal(s.err)
	}
	if len(found.Runs) == 0 {
		log.Fatal("The search found no run.")
	}
	fmt.Println("best run:", found.Runs[0].Info.Name, found.Runs[0].Info.ID)
}
