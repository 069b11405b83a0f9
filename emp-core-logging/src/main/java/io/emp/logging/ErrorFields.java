package io.emp.logging;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What an event says of an error. Type and message are the caller's where it gave them, else the
 * failure's.
 */
record ErrorFields(@Nullable String type, @Nullable String message, @Nullable Failure failure) {

  static ErrorFields of(@Nullable Failure failure) {
    return of(null, null, failure);
  }

  static ErrorFields of(
      @Nullable String type, @Nullable String message, @Nullable Failure failure) {
    String told = message == null && failure != null ? failure.message() : message;
    String classified = type;
    if (type == null && failure != null) {
      classified = ErrorType.of(failure, ErrorClassifiers.PROVIDED);
    } else if (type == null && message != null) {
      classified = ErrorType.ofMessage(message);
    }
    return new ErrorFields(classified, told, failure);
  }

  void writeTo(FieldWriter out) {
    out.field(WireField.ERROR_TYPE, type);
    out.prose(WireField.ERROR_MESSAGE, message);
    if (failure != null) {
      out.field(WireField.EXCEPTION_TYPE, failure.className());
      CauseChain chain = CauseChain.of(failure);
      String hash = StackHash.of(chain);
      StackThrottle.Verdict stack = out.stackOf(hash);
      if (stack.traced()) {
        out.stackTrace(chain);
      }
      out.field(WireField.STACK_HASH, hash);
      if (stack.leftOut() > 0) {
        out.field(WireField.STACK_TRACES_LEFT_OUT, stack.leftOut());
      }
    }
  }

  /** For carriers that are not ours, which render the throwable's stack in their own way. */
  void forEach(BiConsumer<String, Object> consumer) {
    if (type != null) {
      consumer.accept(WireField.ERROR_TYPE.wireName, type);
    }
    if (message != null) {
      consumer.accept(WireField.ERROR_MESSAGE.wireName, SecretMask.ofProcess().mask(message));
    }
    if (failure != null) {
      consumer.accept(WireField.EXCEPTION_TYPE.wireName, failure.className());
      consumer.accept(WireField.STACK_HASH.wireName, StackHash.of(CauseChain.of(failure)));
    }
  }
}
