package io.emp.logging.fluent;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The permissions of what the disk buffer makes: for the owner alone, since log records may hold
 * what others of the machine must not read. They are given with the making, so there is no moment
 * at which they are wider. Where there are no POSIX permissions the directory's own rules hold.
 */
final class OwnerOnly {

  private OwnerOnly() {}

  static FileAttribute<?>[] directory(Path path) {
    return attributes(path, "rwx------");
  }

  static FileAttribute<?>[] file(Path path) {
    return attributes(path, "rw-------");
  }

  private static FileAttribute<?>[] attributes(Path path, String permissions) {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }
}
