package io.emp.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

class MessagePackPeerTest {

  @ParameterizedTest
  @EnumSource
  void anEntryHasAllThatWasLogged(MessagePackPeer peer) throws IOException {
    byte[] entry = peer.encoder().bytes(SampleEvent.SLF4J.log(UnaryOperator.identity()));

    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(entry)) {
      assertThat(unpacker.unpackArrayHeader()).isEqualTo(2);
      unpacker.skipValue();
      Map<Value, Value> record = unpacker.unpackValue().asMapValue().map();
      Sample.CONTEXT.forEach(
          (key, value) ->
              assertThat(record)
                  .containsEntry(ValueFactory.newString(key), ValueFactory.newString(value)));
      assertThat(record)
          .containsEntry(ValueFactory.newString("elapsed_ms"), ValueFactory.newInteger(12_345))
          .containsEntry(ValueFactory.newString("guidance"), ValueFactory.newFloat(7.5))
          .containsEntry(ValueFactory.newString("cached"), ValueFactory.newBoolean(true));
    }
  }
}
