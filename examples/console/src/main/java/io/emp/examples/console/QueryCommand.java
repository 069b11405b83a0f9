package io.emp.examples.console;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Has a query answered on the command line: by the console that runs, since a database is open in
 * one process only; else from the database.
 */
final class QueryCommand {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int OK = 200;

  private QueryCommand() {}

  /** {@return the exit code: 0 where there is an answer, else 1} */
  static int run(Settings settings, String sql, PrintStream out, PrintStream err)
      throws IOException, SQLException, InterruptedException {
    try {
      HttpResponse<String> answer = ask(settings, sql);
      (answer.statusCode() == OK ? out : err).print(answer.body());
      return answer.statusCode() == OK ? 0 : 1;
    } catch (ConnectException e) {
      return read(settings, sql, out, err);
    }
  }

  private static HttpResponse<String> ask(Settings settings, String sql)
      throws IOException, InterruptedException {
    String address = settings.reachableAddress().getHostAddress();
    String host = address.contains(":") ? "[" + address + "]" : address;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + host + ":" + settings.port() + "/sql"))
            .header("Content-Type", "text/plain; charset=utf-8")
            .timeout(settings.queryTime().plus(CONNECT))
            .POST(HttpRequest.BodyPublishers.ofString(sql, StandardCharsets.UTF_8))
            .build();
    return HttpClient.newBuilder()
        .connectTimeout(CONNECT)
        .build()
        .send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static int read(Settings settings, String sql, PrintStream out, PrintStream err)
      throws IOException, SQLException {
    try (Database database = Database.openToRead(settings.directory());
        SqlRunner runner = new SqlRunner(database, settings.queryTime())) {
      SqlResult result = runner.run(sql);
      (result.failure() == null ? out : err).println(result.asText());
      return result.failure() == null ? 0 : 1;
    }
  }
}
