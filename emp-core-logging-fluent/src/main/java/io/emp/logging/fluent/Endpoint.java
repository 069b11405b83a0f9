package io.emp.logging.fluent;

/** Where a collector listens. The name is resolved at each connect. */
record Endpoint(String host, int port) {

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
