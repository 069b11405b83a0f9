package io.emp.examples.benchmarks;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/** An event as the map that the clients of Fluentd's protocol take: the fields that ours writes. */
final class EventMap {

  private EventMap() {}

  static Map<String, Object> of(ILoggingEvent event) {
    Map<String, Object> map = new LinkedHashMap<>(32);
    map.put("timestamp", event.getInstant().toString());
    map.put("level", event.getLevel().levelStr);
    map.put("message", event.getFormattedMessage());
    map.put("logger", event.getLoggerName());
    map.put("thread", event.getThreadName());
    map.putAll(event.getMDCPropertyMap());
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        map.put(pair.key, pair.value);
      }
    }
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      map.put("exception_type", thrown.getClassName());
      map.put("stack_trace", ThrowableProxyUtil.asString(thrown));
    }
    return map;
  }
}
