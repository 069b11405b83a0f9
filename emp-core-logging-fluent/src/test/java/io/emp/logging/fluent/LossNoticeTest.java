package io.emp.logging.fluent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossNoticeTest {

  private static final String LARGE = "x".repeat(30_000);

  private final TestBuffer test = new TestBuffer(2, Duration.ofMinutes(1));
  private final LossNotice losses =
      new LossNotice(test.buffer, new OwnEvents(Entries.RUN), test.clock);

  LossNoticeTest() {
    // Full to the last byte that a notice could have.
    for (String padding = LARGE;
        !padding.isEmpty();
        padding = padding.substring(0, half(padding))) {
      long before = test.buffer.snapshot().droppedTotal();
      while (test.buffer.snapshot().droppedTotal() == before) {
        test.append(padding);
      }
    }
  }

  private static int half(String text) {
    return text.length() / 2;
  }

  @Test
  void aFullBufferDoesNotKeepTheStopOrTheDeliveryWaiting() {
    long before = test.clock.nanoTime();

    losses.tell();

    assertThat(test.clock.nanoTime()).isEqualTo(before);
  }

  @Test
  void aNoticeThatFoundNoRoomIsNoEventAndIsToldWhenThereIs() {
    DeliverySnapshot full = test.buffer.snapshot();
    losses.tell();
    assertThat(test.buffer.snapshot().accepted()).isEqualTo(full.accepted());

    List<Batch> delivered = new ArrayList<>(test.deliverAll());
    losses.tell();
    test.queue.flush();
    delivered.addAll(test.deliverAll());

    List<String> messages = Entries.messages(delivered);
    assertThat(messages.get(messages.size() - 1))
        .isEqualTo(full.droppedTotal() + " events were dropped before they were delivered");
  }
}
