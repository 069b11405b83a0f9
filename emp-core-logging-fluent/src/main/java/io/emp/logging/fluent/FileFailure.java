package io.emp.logging.fluent;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * Says for people why a file could not be had. The exceptions of {@code java.nio.file} are of no
 * use for that as they are: the message of some is the path and nothing else.
 */
final class FileFailure {

  private FileFailure() {}

  /** Why, without the path; never empty. */
  static String reason(Throwable failure) {
    if (failure instanceof AccessDeniedException) {
      return "access denied";
    }
    if (failure instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "something else of that name is there";
    }
    if (failure instanceof NotDirectoryException) {
      return "it is not a directory";
    }
    String message =
        failure instanceof FileSystemException e ? e.getReason() : failure.getMessage();
    return message == null || message.isEmpty() ? failure.getClass().getSimpleName() : message;
  }

  /**
   * A failure to write, with its path, its cause and what helps, as far as that can be told.
   *
   * @param directory where it was to be written
   * @param bytes how many were to be written
   */
  static IOException toWrite(Path path, Path directory, long bytes, IOException cause) {
    return new IOException(
        "cannot write " + path + " (" + reason(cause) + ")" + remedy(directory, bytes, cause),
        cause);
  }

  private static String remedy(Path directory, long bytes, IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "; the user of this process needs permission to write there";
    }
    try {
      if (Files.getFileStore(directory).getUsableSpace() < bytes) {
        return "; no space left on the file system of "
            + directory
            + " for a chunk of "
            + bytes
            + " bytes: make room there, or set a smaller buffer";
      }
    } catch (IOException e) {
      // How much space there is cannot be told either; the first failure says more.
      return "";
    }
    return "";
  }
}
