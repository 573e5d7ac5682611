// Logs one run to Bellwether with C++17 and POSIX sockets alone, then finds it again.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <netdb.h>
#include <regex>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

using std::string, std::runtime_error;

static int connect_to(const string& host, const string& port) {
    addrinfo hints{}, *list = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host.c_str(), port.c_str(), &hints, &list) != 0) throw runtime_error("Unknown host " + host);
    int fd = -1;
    for (addrinfo* at = list; at && fd < 0; at = at->ai_next) {
        fd = socket(at->ai_family, at->ai_socktype, at->ai_protocol);
        if (fd >= 0 && connect(fd, at->ai_addr, at->ai_addrlen) != 0) { close(fd); fd = -1; }
    }
    freeaddrinfo(list);
    return fd >= 0 ? fd : throw runtime_error("Nothing answers at " + host + ":" + port);
}

// A proxy may send a body in chunks, each behind its length in hex.
static string join_chunks(const string& body) {
    string whole;
    for (size_t at = 0, length; (length = std::stoul(body.substr(at), nullptr, 16)) > 0; at += length + 2) {
        at = body.find("\r\n", at) + 2;
        whole += body.substr(at, length);
    }
    return whole;
}

// Returns the body of the reply; throws what the server said when it refuses.
static string request(const string& method, const string& path, const string& body = "",
                      const string& type = "application/json") {
    const char *given = std::getenv("BELLWETHER_URL"), *token = std::getenv("BELLWETHER_TOKEN");
    const string url = given && *given ? given : "http://127.0.0.1:7575";
    std::smatch part;
    if (!std::regex_match(url, part, std::regex("http://([^/:]+)(?::(\\d+))?(/.*?)?/*")))
        throw runtime_error("BELLWETHER_URL must look like http://host:7575; TLS needs a library.");
    // Without keep-alive the end of the connection is the end of the reply.
    string text = method + " " + part[3].str() + path + " HTTP/1.1\r\nConnection: close\r\n";
    if (token && *token) text += "Authorization: Bearer " + string(token) + "\r\n";
    text += "Host: " + part[1].str() + "\r\nContent-Type: " + type +
            "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    const int fd = connect_to(part[1], part[2].matched ? part[2].str() : "80");
    ssize_t count;
    // When sending fails the server may have refused already: then its reply says why.
    for (size_t at = 0; at < text.size(); at += count)
        if ((count = send(fd, &text[at], text.size() - at, 0)) <= 0) break;
    string reply;
    for (char buffer[65536]; (count = recv(fd, buffer, sizeof buffer, 0)) > 0;) reply.append(buffer, count);
    close(fd);
    const size_t head = reply.find("\r\n\r\n");
    if (head == string::npos) throw runtime_error("The server closed the connection without a reply.");
    const std::regex chunked("\r\ntransfer-encoding: *chunked", std::regex::icase);
    const string rest = reply.substr(head + 4);
    const string said = std::regex_search(reply.substr(0, head), chunked) ? join_chunks(rest) : rest;
    return reply.compare(9, 3, "200") == 0 ? said : throw runtime_error(path + ": " + reply.substr(9, 3) + " " + said);
}

static string post(const string& path, const string& json) { return request("POST", "/api/2.0/mlflow/" + path, json); }

// Finds a text field. Enough JSON for ids; a larger program takes a library, for writing too.
static string field(const string& json, const string& name) {
    std::smatch match;
    if (std::regex_search(json, match, std::regex("\"" + name + "\" *: *\"([^\"]*)\""))) return match[1];
    throw runtime_error("No " + name + " in the reply " + json);
}

static string experiment_id_of(const string& name) try {
    return field(post("experiments/create", R"({"name": ")" + name + "\"}"), "experiment_id");
} catch (const runtime_error& error) {
    // To create first and look afterwards leaves no gap for another program that starts at the same time.
    if (string(error.what()).find("RESOURCE_ALREADY_EXISTS") == string::npos) throw;
    return field(request("GET", "/api/2.0/mlflow/experiments/get-by-name?experiment_name=" + name), "experiment_id");
}

int main() try {
    std::signal(SIGPIPE, SIG_IGN);  // A server that hangs up is an error of send(), not the end of the program.
    const string experiment_id = experiment_id_of("recipes");
    const string start = std::to_string(std::time(nullptr)) + "000";
    const string created = post("runs/create",
        R"({"experiment_id": ")" + experiment_id + R"(", "run_name": "cpp-recipe", "start_time": )" + start + "}");
    const string run = R"({"run_id": ")" + field(created, "run_id") + '"';

    // One line of JSON for each point, as a training loop would append them to a file.
    string lines, points;
    for (int step = 0; step < 20; ++step) {
        char line[200];
        const char* form = "{\"key\": \"loss\", \"value\": %.17g, \"step\": %d, \"timestamp\": %s}\n";
        std::snprintf(line, sizeof line, form, 1.0 / (step + 1), step, start.c_str());
        lines += line;
        points += (step ? "," : "") + string(line);
    }
    // One request for all of it: a batch is written whole or not at all, and waits for the disk once.
    post("runs/log-batch", run + R"(, "tags": [{"key": "language", "value": "cpp"}],
        "params": [{"key": "learning_rate", "value": "0.1"}, {"key": "batch_size", "value": "32"}],
        "metrics": [)" + points + "]}");

    // The server names the folder of a run's artifacts; do not build it from ids.
    const string folder = field(created, "artifact_uri").substr(string("mlflow-artifacts:/").size());
    const string path = "/api/2.0/mlflow-artifacts/artifacts/" + folder + "/metrics.jsonl";
    request("PUT", path, lines, "application/octet-stream");
    post("runs/update", run + R"(, "status": "FINISHED", "end_time": )" + std::to_string(std::time(nullptr)) + "000}");

    const string found = post("runs/search", R"({"order_by": ["metrics.loss ASC"], "max_results": 1,
        "filter": "metrics.loss < 0.2 AND params.learning_rate = '0.1' AND tags.language = 'cpp'",
        "experiment_ids": [")" + experiment_id + "\"]}");
    std::cout << "best run: " << field(found, "run_name") << ' ' << field(found, "run_id") << '\n';
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
