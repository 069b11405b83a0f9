package io.emp.logging.fluent;

import java.nio.ByteBuffer;

/**
 * Entries of one chunk as a sender is handed them: a whole chunk, or a run of its entries where the
 * collector would not take it whole. It is read where it lies, in the chunk.
 *
 * @param tag the tag of all its entries
 * @param id what the collector answers with: the base64 of 128 bits that no other run of entries
 *     has
 * @param entries how many entries, 1 at least
 * @param packed the entries, each {@code [EventTime, record]} in MessagePack, one behind the other;
 *     below 1,000,000 bytes. Read a {@link ByteBuffer#duplicate}: a batch may be sent again
 */
record Batch(String tag, String id, int entries, ByteBuffer packed) {}
