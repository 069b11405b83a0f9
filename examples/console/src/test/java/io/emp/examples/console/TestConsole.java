package io.emp.examples.console;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** A console on free ports, and a client that asks it. */
final class TestConsole implements AutoCloseable {

  final Console console;
  private final HttpClient client = HttpClient.newHttpClient();

  TestConsole(Path directory, Clock clock, String... options) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("CONSOLE_PORT", "0");
    environment.put("CONSOLE_FORWARD_PORT", "0");
    environment.put("CONSOLE_HTTP_PORT", "0");
    environment.put("CONSOLE_DIRECTORY", directory.toString());
    for (int i = 0; i < options.length; i += 2) {
      environment.put(options[i], options[i + 1]);
    }
    console = Console.start(Settings.of(environment, null), clock);
  }

  URI page(String path) {
    return URI.create("http://127.0.0.1:" + console.port() + path);
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(page(path));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<String> post(URI to, String type, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(to)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  /** Posts events to the HTTP input. */
  HttpResponse<String> events(String tag, String json, String... headers) throws Exception {
    URI input = URI.create("http://127.0.0.1:" + console.httpPort() + "/" + tag);
    return post(input, "application/json", json, headers);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    console.close();
  }
}
