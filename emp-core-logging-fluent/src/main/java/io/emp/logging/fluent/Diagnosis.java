package io.emp.logging.fluent;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All that the doctor can find, with what helps. {@code docs/doctor.md} has the same table, held
 * against this by a test.
 */
enum Diagnosis {
  // Logback's configuration.
  CONFIGURATION_READ,
  CONFIGURATION_NOT_FOUND(
      Mark.WARNING,
      "name the file with --config, or run the doctor with the service's class path; until then the"
          + " environment alone is looked at"),
  CONFIGURATION_UNREADABLE(
      Mark.PROBLEM, "give --config the file that the service uses, and put its XML right"),
  CONFIGURATION_FAULTS(Mark.WARNING, "put right in the configuration what Logback complains of"),
  APPENDER_MISSING(
      Mark.PROBLEM,
      "add an appender of class io.emp.logging.fluent.FluentAppender, and an <appender-ref> to it in"
          + " <root>"),
  APPENDER_UNREFERENCED(Mark.PROBLEM, "add an <appender-ref> to it in <root>"),
  APPENDER_OUT_OF_REACH(
      Mark.PROBLEM,
      "put its <appender-ref> into <root>, and take additivity=\"false\" away from the loggers between"),
  JOB_EVENTS_OFF(Mark.PROBLEM, "set that logger, or the one it has its level from, to INFO"),
  JOB_EVENTS_FILTERED(Mark.PROBLEM, "take the filter away, or have it let INFO and above pass"),
  JOB_EVENTS_PASS,

  // The appender's settings.
  SETTINGS_GOOD,
  SETTINGS_CORRECTED(Mark.WARNING, "set the property or the variable as it says"),
  SETTINGS_REFUSED(
      Mark.PROBLEM, "set the property or the variable as it says: the appender does not start"),
  IDENTITY_KNOWN,
  IDENTITY_MISSING(
      Mark.WARNING,
      "set these variables, or have the service give the ids to ConnectorLogger's builder"),

  // The buffer.
  BUFFER_IN_MEMORY(
      Mark.WARNING,
      "set bufferDirectory (FLUENTD_BUFFER_DIRECTORY) to a directory on a local disk: without one a"
          + " killed process loses what it has not delivered"),
  BUFFER_WRITABLE,
  BUFFER_UNWRITABLE(
      Mark.PROBLEM,
      "let the service's user write there, or set bufferDirectory (FLUENTD_BUFFER_DIRECTORY) to"
          + " another directory"),
  BUFFER_ON_NETWORK(
      Mark.PROBLEM,
      "set bufferDirectory (FLUENTD_BUFFER_DIRECTORY) to a directory on a local disk: network file"
          + " systems keep neither its locks nor its mappings"),
  BUFFER_TEMPORARY(
      Mark.WARNING,
      "set bufferDirectory (FLUENTD_BUFFER_DIRECTORY) to a directory that nobody cleans and that"
          + " outlives the machine's restart"),
  BUFFER_WITHOUT_SPACE(
      Mark.PROBLEM, "make room on the file system, or set bufferDirectory to another one"),
  BUFFER_SPACE_SHORT(Mark.WARNING, "make room on the file system, or set a smaller bufferSize"),
  BUFFER_FULL(
      Mark.PROBLEM,
      "find out why nothing is delivered, or set a larger bufferSize: events are being dropped"),
  EVENTS_WAITING(
      Mark.WARNING,
      "start a service with this bufferDirectory, which delivers them; if one runs, see why its"
          + " collector does not take them"),
  EVENTS_SET_ASIDE(
      Mark.WARNING,
      "look at these files and remove them: they hold what a collector refused or what is damaged"),

  // The way to the collector.
  DELIVERED,
  UNCONFIRMED(
      Mark.WARNING,
      "set protocol (FLUENTD_PROTOCOL) to forward: fluent-logger has no acknowledgements, so look for"
          + " the event at the collector"),
  HOST_UNKNOWN(Mark.PROBLEM, "correct host (FLUENTD_HOST), or the DNS of this machine"),
  CONNECTION_REFUSED(
      Mark.PROBLEM,
      "start the collector, have it listen on that address, or correct host (FLUENTD_HOST) and port"
          + " (FLUENTD_PORT)"),
  UNREACHABLE(
      Mark.PROBLEM, "correct host (FLUENTD_HOST), or the routes and firewalls on the way to it"),
  NO_CONNECTION(
      Mark.PROBLEM,
      "let firewalls and security groups pass the port, correct host (FLUENTD_HOST) and port"
          + " (FLUENTD_PORT), or set a longer connectTimeout"),
  HTTP_EXPECTED(
      Mark.PROBLEM,
      "set protocol (FLUENTD_PROTOCOL) to http, or port (FLUENTD_PORT) to that of the collector's"
          + " Forward input, 24224 by default"),
  FORWARD_EXPECTED(
      Mark.PROBLEM,
      "set protocol (FLUENTD_PROTOCOL) to forward, or port (FLUENTD_PORT) to that of the collector's"
          + " HTTP input, 8888 by default here"),
  TLS_EXPECTED(
      Mark.PROBLEM,
      "set FLUENTD_SECURE to true, or ssl or caFile, or port (FLUENTD_PORT) to that of an input in"
          + " plain text"),
  PLAIN_TEXT_EXPECTED(
      Mark.PROBLEM,
      "turn TLS on in the collector's input; or unset FLUENTD_SECURE, ssl, caFile and"
          + " certificateFile, and events travel in clear"),
  CA_UNKNOWN(
      Mark.PROBLEM,
      "set caFile, or the trustStore of ssl, to the certificate of the CA that signed the collector's"),
  CERTIFICATE_EXPIRED(
      Mark.PROBLEM, "renew the collector's certificate, or set the clock of this machine"),
  CERTIFICATE_NOT_YET_VALID(
      Mark.PROBLEM, "set the clock of this machine, or that of whoever issued the certificate"),
  NAME_MISMATCH(
      Mark.PROBLEM,
      "set host (FLUENTD_HOST) to a name that the certificate is for, or have one issued for this"
          + " name"),
  CLIENT_CERTIFICATE_NEEDED(
      Mark.PROBLEM,
      "set certificateFile and privateKeyFile, or the keyStore of ssl, to a certificate that the"
          + " collector trusts"),
  TLS_FAILED(
      Mark.PROBLEM,
      "compare the TLS settings here with those of the collector's input: protocols, cipher suites,"
          + " client certificates"),
  SHARED_KEY_MISSING(
      Mark.PROBLEM,
      "set sharedKey (FLUENTD_SHARED_KEY) to that of the collector's <security> section"),
  SHARED_KEY_WRONG(
      Mark.PROBLEM,
      "set sharedKey (FLUENTD_SHARED_KEY) to that of the collector's <security> section"),
  SHARED_KEY_UNASKED(
      Mark.PROBLEM,
      "unset sharedKey (FLUENTD_SHARED_KEY), or give the collector's input a <security> section"),
  USER_WRONG(
      Mark.PROBLEM,
      "set username (FLUENTD_USERNAME) and password (FLUENTD_PASSWORD) to a user of the collector's"),
  NOT_ADMITTED(
      Mark.PROBLEM,
      "compare sharedKey, username and password with the collector's <security> section, and see its"
          + " log"),
  NO_ACKNOWLEDGEMENT(
      Mark.PROBLEM,
      "look at the collector's log: it may hang, be of a kind that never acknowledges, or be no"
          + " Forward or HTTP input at all; or set a longer ackTimeout"),
  CLOSED_WITHOUT_ANSWER(
      Mark.PROBLEM,
      "look at the collector's log: who listens there ends the connection, and speaks neither"
          + " Forward, HTTP nor TLS"),
  NO_HTTP_INPUT(
      Mark.PROBLEM,
      "set port (FLUENTD_PORT) to that of the collector's HTTP input: another HTTP server answers"),
  NOT_TAKEN(Mark.PROBLEM, "look at the collector's log for why it does not take the event"),

  // The doctor itself.
  OUT_OF_TIME(Mark.PROBLEM, "give it more time with --timeout, or see why this takes so long"),
  CHECK_FAILED(Mark.PROBLEM, "tell the makers of this library: the doctor itself is at fault");

  final Mark mark;

  /** What helps, in one sentence without its full stop; null for what is well. */
  final @Nullable String remedy;

  Diagnosis() {
    this.mark = Mark.OK;
    this.remedy = null;
  }

  Diagnosis(Mark mark, String remedy) {
    this.mark = mark;
    this.remedy = remedy;
  }

  /** As it is printed, and named in the documents. */
  String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
