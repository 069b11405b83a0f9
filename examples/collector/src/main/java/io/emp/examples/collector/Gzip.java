package io.emp.examples.collector;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Unpacks gzip; of several members one after the other, all. */
final class Gzip {

  private Gzip() {}

  static byte[] unpack(byte[] packed, int maxBytes) throws ProtocolException {
    byte[] unpacked;
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      unpacked = in.readNBytes(maxBytes + 1);
    } catch (IOException e) {
      throw new ProtocolException("malformed gzip", e);
    }
    if (unpacked.length > maxBytes) {
      throw new ProtocolException("the entries unpack to more than " + maxBytes + " bytes");
    }
    return unpacked;
  }
}
