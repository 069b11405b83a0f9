package io.emp.examples.collector;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message's last element. Options of other names are read and left alone.
 *
 * @param size the number of entries, as the client says
 * @param compressed null for entries that are not, whichever way the client says so: Fluentd's
 *     output writes {@code text}
 */
record MessageOption(@Nullable String chunk, @Nullable Object size, @Nullable String compressed) {

  static final MessageOption NONE = new MessageOption(null, null, null);

  MessageOption {
    compressed = "text".equals(compressed) ? null : compressed;
  }

  static MessageOption read(ValueReader in) throws IOException {
    Map<String, @Nullable Object> options =
        in.map(
            key ->
                switch (key) {
                  case "chunk", "compressed" -> in.text("the option " + key);
                  default -> in.value();
                });
    return new MessageOption(
        (String) options.get("chunk"), options.get("size"), (String) options.get("compressed"));
  }

  boolean gzip() throws ProtocolException {
    if (compressed != null && !compressed.equals("gzip")) {
      throw new ProtocolException("compressed is " + SafeText.quoted(compressed) + ", not gzip");
    }
    return compressed != null;
  }

  void checkSize(int entries) throws ProtocolException {
    if (size != null && !size.equals((long) entries)) {
      throw new ProtocolException(
          "size is " + SafeText.value(size) + ", the message holds " + entries + " entries");
    }
  }

  void checkUncompressed() throws ProtocolException {
    if (compressed != null) {
      throw new ProtocolException("compressed is set for entries that are not packed");
    }
  }
}
