package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

class DeliveryTest {

  private static final String LARGE = "x".repeat(30_000);

  private final TestBuffer test = new TestBuffer(50);
  private final ScriptedSender sender = new ScriptedSender();
  private final ContextAwareBase status = TestBuffer.status();
  private final List<Batch> aside = new ArrayList<>();
  private @Nullable Fallback fallback;
  private @Nullable Delivery delivery;

  DeliveryTest() {
    test.queue.flush();
  }

  @Test
  void chunksArriveInOrder() {
    List<String> expected = appendLarge(100);
    deliver();

    assertThat(sender.messages()).isEqualTo(expected);
    assertThat(counts().acked()).isEqualTo(100);
    assertThat(counts().endpoint()).isEqualTo("test://");
  }

  @Test
  void whatFailsIsSentAgainAfterAPauseThatGrows() {
    for (int i = 0; i < 4; i++) {
      sender.script.add(ScriptedSender.failing("away"));
    }
    test.append("one");
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      long pause = delivery().step();
      pauses.add(pause / 1_000_000);
      assertThat(delivery().step()).isEqualTo(pause);
      test.clock.advanceNanos(pause);
    }
    deliver();

    assertThat(pauses).containsExactly(100L, 200L, 400L, 800L);
    assertThat(sender.messages()).containsExactly("one");
    assertThat(counts().retried()).isEqualTo(4);
  }

  @Test
  void whatWasTakenBeforeAFailureIsNotSentAgain() {
    List<String> expected = appendLarge(100);
    sender.script.add(batch -> {});
    sender.script.add(batch -> {});
    sender.script.add(ScriptedSender.failing("away"));
    deliver();

    assertThat(sender.messages()).isEqualTo(expected);
  }

  @Test
  void aPoisonEntryIsFoundAndSetAsideAndTheRestIsDelivered() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      expected.add("m" + i);
      test.append("m" + i);
    }
    expected.remove("m37");
    sender.always(refuseWhatHas("m37"));
    deliver();

    assertThat(messagesWithoutOwn()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(messagesWithoutOwn()).doesNotHaveDuplicates();
    assertThat(Entries.messages(aside)).containsExactly("m37");
    assertThat(dropped(DropReason.REFUSED)).isEqualTo(1);
    assertThat(counts().pending()).isZero();
    List<Value> notices = allOwn(RefusalNotice.EVENT_TYPE);
    assertThat(notices).hasSize(Suspicion.PROBES);
    Value notice = notices.get(0);
    assertThat(Entries.field(notice, "refusal").asStringValue().asString()).isEqualTo("no m37");
    assertThat(statuses(Status.WARN)).anyMatch(text -> text.contains("refuses one"));
  }

  @Test
  void severalPoisonEntriesInOneChunkAreAllFound() {
    for (int i = 0; i < 200; i++) {
      test.append(i % 67 == 0 ? "poison" : "good");
    }
    sender.always(refuseWhatHas("poison"));
    deliver();

    assertThat(Entries.messages(aside)).containsExactly("poison", "poison", "poison");
    assertThat(messagesWithoutOwn()).hasSize(197).containsOnly("good");
    assertThat(counts().pending()).isZero();
    assertInvariant();
  }

  @Test
  void anErrorThatAnEntryProvokesCountsAsARefusal() {
    test.append("good");
    test.append("deep");
    test.append("good");
    sender.always(
        batch -> {
          if (Entries.messages(List.of(batch)).contains("deep")) {
            throw new StackOverflowError("too deep");
          }
        });
    deliver();

    assertThat(messagesWithoutOwn()).containsExactly("good", "good");
    assertThat(Entries.messages(aside)).containsExactly("deep");
  }

  @Test
  void aCollectorThatRefusesEverythingLosesNothing() {
    for (int i = 0; i < 50; i++) {
      test.append("m" + i);
    }
    for (int i = 0; i < 200; i++) {
      sender.script.add(ScriptedSender.refusing("buffer is full"));
    }
    deliver();

    assertThat(aside).isEmpty();
    assertThat(messagesWithoutOwn()).hasSize(50);
    assertThat(counts().droppedTotal()).isZero();
    assertThat(counts().acked()).isEqualTo(counts().accepted());
  }

  /** Such as Fluentd with {@code throw_exception}, whose output is slower than its input. */
  @Test
  void aCollectorThatRefusesMostOfTheTimeIsNotBelieved() {
    Random random = new Random(1);
    for (int oneOf = 2; oneOf <= 10; oneOf++) {
      int share = oneOf;
      sender.always(
          batch -> {
            if (random.nextInt(share) > 0) {
              throw new RefusedException("buffer is full", null);
            }
          });
      for (int i = 0; i < 1_000; i++) {
        test.append("m" + i);
        deliver();
      }
    }

    // By chance it may look as if it had something against an event: for one in thousands.
    assertThat(aside.size()).isLessThan(5);
  }

  @Test
  void whatIsTooLargeIsSplitAtOnce() {
    for (int i = 0; i < 64; i++) {
      test.append("m" + i);
    }
    sender.always(
        batch -> {
          if (batch.entries() > 10) {
            throw RefusedException.tooLarge("413");
          }
        });
    deliver();

    assertThat(sender.messages()).hasSize(64).doesNotHaveDuplicates();
    assertThat(counts().retried()).isLessThan(20);
  }

  @Test
  void dropsAreToldDownstreamWhenDeliveryRecovers() {
    TestBuffer small = new TestBuffer(2);
    small.queue.flush();
    while (small.buffer.snapshot().droppedTotal() < 7) {
      small.append(LARGE);
    }
    run(small, delivery(small));

    Value notice = own(LossNotice.EVENT_TYPE);
    assertThat(Entries.field(notice, "dropped_buffer_full").asIntegerValue().toLong()).isEqualTo(7);
    assertThat(Entries.field(notice, "dropped_events").asIntegerValue().toLong()).isEqualTo(7);
    assertThat(Entries.field(notice, "level").asStringValue().asString()).isEqualTo("warn");
    assertThat(small.buffer.snapshot().pending()).isZero();
  }

  @Test
  void theFallbackGetsWhatCouldNotBeDeliveredForLong() {
    List<Batch> fallenBack = new ArrayList<>();
    fallback = new Fallback(batch -> fallenBack.add(Entries.copy(batch)), Duration.ofMinutes(1));
    sender.always(ScriptedSender.failing("away"));
    test.append("one");
    long start = test.clock.nanoTime();
    for (int i = 0; i < 100 && fallenBack.isEmpty(); i++) {
      test.clock.advanceNanos(Math.max(0, delivery().step()));
    }
    assertThat(test.clock.nanoTime() - start).isGreaterThan(Duration.ofMinutes(1).toNanos());
    assertThat(Entries.messages(fallenBack)).containsExactly("one");
    assertThat(dropped(DropReason.FALLBACK)).isEqualTo(1);

    sender.always(batch -> {});
    test.append("two");
    deliver();

    assertThat(messagesWithoutOwn()).containsExactly("two");
    Value notice = own(LossNotice.EVENT_TYPE);
    assertThat(Entries.field(notice, "dropped_fallback").asIntegerValue().toLong()).isEqualTo(1);
  }

  @Test
  void aFallbackThatFailsLosesNothing() {
    fallback =
        new Fallback(
            batch -> {
              throw new IOException("no space left");
            },
            Duration.ofSeconds(1));
    for (int i = 0; i < 20; i++) {
      sender.script.add(ScriptedSender.failing("away"));
    }
    test.append("one");
    deliver();

    assertThat(sender.messages()).containsExactly("one");
    assertThat(statuses(Status.WARN)).anyMatch(text -> text.contains("no space left"));
  }

  @Test
  void whatIsLeftInMemoryAtTheEndIsCounted() {
    sender.always(ScriptedSender.failing("away"));
    test.append("one");
    delivery().step();
    test.append("two");
    test.queue.close();
    delivery().settle(new MemoryChunkStore(1 << 20));

    assertThat(dropped(DropReason.SHUTDOWN)).isEqualTo(2);
    assertThat(counts().pending()).isZero();
    assertInvariant();
  }

  @Test
  void memoryThatFailsUnderAChunkCostsThatChunkAndNoMore() {
    test.append("gone");
    Chunk chunk = Objects.requireNonNull(test.queue.next());
    sender.script.add(
        batch -> {
          throw new InternalError("a fault occurred in an unsafe memory access operation");
        });
    delivery().step();
    test.append("kept");
    deliver();

    assertThat(chunk.undelivered()).isZero();
    assertThat(messagesWithoutOwn()).containsExactly("kept");
    assertThat(dropped(DropReason.BUFFER_FAILED)).isEqualTo(1);
    assertThat(statuses(Status.WARN)).anyMatch(text -> text.contains("1 events are lost"));
    assertInvariant();
  }

  private ScriptedSender.Answer refuseWhatHas(String message) {
    return batch -> {
      if (Entries.messages(List.of(batch)).contains(message)) {
        throw new RefusedException("no " + message, null);
      }
    };
  }

  private List<String> appendLarge(int count) {
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(i + LARGE);
      test.append(i + LARGE);
    }
    return messages;
  }

  private Delivery delivery() {
    Delivery current = delivery;
    if (current == null) {
      current = delivery(test);
      delivery = current;
    }
    return current;
  }

  private Delivery delivery(TestBuffer of) {
    return new Delivery(
        of.buffer,
        sender,
        new DeliveryReport(status, sender::target, of.buffer::snapshot, of.clock),
        Entries.RUN,
        batch -> aside.add(Entries.copy(batch)),
        fallback,
        of.clock,
        () -> 0);
  }

  private void deliver() {
    run(test, delivery());
  }

  /** Until there is nothing left to do. */
  private static void run(TestBuffer test, Delivery delivery) {
    for (int i = 0; i < 10_000; i++) {
      long rest = delivery.step();
      if (rest == Delivery.IDLE) {
        return;
      }
      test.clock.advanceNanos(rest);
    }
    throw new AssertionError("no end");
  }

  private List<String> messagesWithoutOwn() {
    return Entries.records(sender.received).stream()
        .filter(record -> !record.asMapValue().map().containsKey(EVENT_TYPE))
        .map(record -> Entries.field(record, "message").asStringValue().asString())
        .toList();
  }

  private static final Value EVENT_TYPE = ValueFactory.newString("event_type");

  private Value own(String eventType) {
    List<Value> found = allOwn(eventType);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private List<Value> allOwn(String eventType) {
    return Entries.records(sender.received).stream()
        .filter(
            record ->
                ValueFactory.newString(eventType).equals(record.asMapValue().map().get(EVENT_TYPE)))
        .toList();
  }

  private DeliverySnapshot counts() {
    return test.buffer.snapshot();
  }

  private long dropped(DropReason reason) {
    return Objects.requireNonNull(counts().dropped().get(reason));
  }

  private void assertInvariant() {
    assertThat(counts().accepted())
        .isEqualTo(counts().acked() + counts().droppedTotal() + counts().pending());
  }

  private List<String> statuses(int level) {
    return status.getContext().getStatusManager().getCopyOfStatusList().stream()
        .filter(entry -> entry.getLevel() == level)
        .map(Status::getMessage)
        .toList();
  }
}
