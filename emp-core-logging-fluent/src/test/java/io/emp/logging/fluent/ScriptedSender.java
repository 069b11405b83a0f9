package io.emp.logging.fluent;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Answers to each batch as a script says, and takes those it says nothing of. */
final class ScriptedSender implements ChunkSender {

  /** What becomes of a batch; throws where it is not taken. */
  interface Answer {
    void to(Batch batch) throws IOException;
  }

  final Deque<Answer> script = new ArrayDeque<>();
  final List<Batch> received = new ArrayList<>();

  boolean closed;
  private Answer always = batch -> {};

  static Answer failing(String message) {
    return batch -> {
      throw new IOException(message);
    };
  }

  static Answer refusing(String message) {
    return batch -> {
      throw new RefusedException(message, null);
    };
  }

  /** For whatever the script does not cover. */
  void always(Answer answer) {
    always = answer;
  }

  @Override
  public void send(Batch batch) throws IOException {
    Answer next = script.poll();
    (next == null ? always : next).to(batch);
    received.add(Entries.copy(batch));
  }

  List<String> messages() {
    return Entries.messages(received);
  }

  @Override
  public String target() {
    return "test://";
  }

  @Override
  public void close() {
    closed = true;
  }
}
