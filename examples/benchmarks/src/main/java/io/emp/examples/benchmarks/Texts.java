package io.emp.examples.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Whether the events that are encoded one after another share their texts. */
public enum Texts {
  /** The same event each time: what a library remembers of a text, it can use. */
  SAME(1),

  /** Each text, ids too, is another each time: nothing can be remembered. */
  NEW(64);

  private final int events;

  Texts(int events) {
    this.events = events;
  }

  /** A power of two of an event. */
  List<SampleEvent.Logged> of(SampleEvent event) {
    UnaryOperator<String> texts = this == SAME ? UnaryOperator.identity() : new Numbered();
    List<SampleEvent.Logged> logged = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      logged.add(event.log(texts));
    }
    return logged;
  }

  /** The last characters of a text become the number of the call. */
  private static final class Numbered implements UnaryOperator<String> {
    private int calls;

    @Override
    public String apply(String text) {
      String number = Integer.toString(++calls, 16);
      return text.substring(0, Math.max(0, text.length() - number.length())) + number;
    }
  }
}
