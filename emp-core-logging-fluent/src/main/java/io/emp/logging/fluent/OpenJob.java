package io.emp.logging.fluent;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job whose end was not told yet: what has to be known to tell it for a worker that is no more.
 *
 * @param context the wire fields of the job, its trace and its worker, as texts
 * @param sinceMillis when it was started, else when it was received; since 1970
 */
record OpenJob(Map<String, String> context, long sinceMillis) {

  /** In the order in which they are given room: the key, then what helps most to find the job. */
  private static final List<String> FIELDS =
      List.of(
          "job_id",
          "machine_id",
          "worker_id",
          "trace_id",
          "span_id",
          "trace_flags",
          "attempt",
          "session_id",
          "workflow_id",
          "service_type",
          "connector_id",
          "component",
          "service_instance_id");

  private static final int KEY_FIELDS = 3;

  private static final byte[][] NAMES =
      FIELDS.stream().map(name -> name.getBytes(StandardCharsets.US_ASCII)).toArray(byte[][]::new);

  /** Workers of one process may each have a job of the same id. */
  record Key(String jobId, String machineId, String workerId) {

    /** The key of an event or a record; null where it says too little. */
    static @Nullable Key of(Map<String, ?> fields) {
      return fields.get("job_id") instanceof String job
              && fields.get("machine_id") instanceof String machine
              && fields.get("worker_id") instanceof String worker
          ? new Key(job, machine, worker)
          : null;
    }
  }

  /**
   * As bytes, without those fields for which there is no room: the time, then each field as its
   * name, whose length is a byte, and its value, whose length is two.
   *
   * @param maxBytes how many there may be
   * @return null where not even the key has room
   */
  static byte @Nullable [] encode(Map<String, String> mdc, long sinceMillis, int maxBytes) {
    ByteBuffer out = ByteBuffer.allocate(maxBytes).putLong(sinceMillis);
    for (int i = 0; i < FIELDS.size(); i++) {
      String value = mdc.get(FIELDS.get(i));
      // A character takes a byte or more, so that a huge value is not encoded in vain.
      boolean written = value != null && value.length() <= maxBytes && put(out, NAMES[i], value);
      if (!written && i < KEY_FIELDS) {
        return null;
      }
    }
    byte[] content = new byte[out.position()];
    out.get(0, content);
    return content;
  }

  private static boolean put(ByteBuffer out, byte[] name, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    if (out.remaining() < 1 + name.length + Short.BYTES + bytes.length) {
      return false;
    }
    out.put((byte) name.length).put(name).putShort((short) bytes.length).put(bytes);
    return true;
  }

  /**
   * The opposite of {@link #encode}.
   *
   * @throws IOException where the bytes are something else
   */
  static OpenJob decode(byte[] content) throws IOException {
    try {
      ByteBuffer in = ByteBuffer.wrap(content);
      long sinceMillis = in.getLong();
      Map<String, String> context = new LinkedHashMap<>();
      while (in.hasRemaining()) {
        String name = text(in, Byte.toUnsignedInt(in.get()));
        context.put(name, text(in, Short.toUnsignedInt(in.getShort())));
      }
      if (Key.of(context) == null) {
        throw new IOException("a job in it has no key");
      }
      return new OpenJob(context, sinceMillis);
    } catch (BufferUnderflowException e) {
      throw new IOException("a job in it ends too early", e);
    }
  }

  private static String text(ByteBuffer in, int length) {
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  Key key() {
    return Objects.requireNonNull(Key.of(context));
  }
}
