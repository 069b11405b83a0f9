package io.emp.examples.worker;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads, scales and writes images. It logs as any library does, by SLF4J and without a thought of
 * jobs; its lines carry the ids of the job they are logged in all the same.
 */
final class ImageFiles {

  private static final Logger LOG = LoggerFactory.getLogger(ImageFiles.class);

  private ImageFiles() {}

  /**
   * Decodes an image. What the decoder only warns of, such as a missing end, is a failure too: it
   * would fill the gap with grey.
   */
  static BufferedImage read(Path file) throws IOException {
    try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw unreadable(file, "of no known format", null);
      }
      ImageReader reader = readers.next();
      try {
        return decode(file, reader, in);
      } finally {
        reader.dispose();
      }
    }
  }

  private static BufferedImage decode(Path file, ImageReader reader, ImageInputStream in)
      throws IOException {
    List<String> warnings = new ArrayList<>();
    reader.setInput(in, true, true);
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    String format = reader.getFormatName();
    BufferedImage image;
    try {
      image = reader.read(0);
    } catch (IOException | RuntimeException e) {
      throw unreadable(file, format + ": " + e.getMessage(), e);
    }
    if (!warnings.isEmpty()) {
      throw unreadable(file, format + ": " + warnings.get(0), null);
    }
    LOG.info(
        "Decoded {}, {} of {} x {} pixels",
        file.getFileName(),
        format,
        image.getWidth(),
        image.getHeight());
    return image;
  }

  private static IOException unreadable(Path file, String why, @Nullable Exception cause) {
    return new IOException("not a readable image: " + file.getFileName() + " (" + why + ")", cause);
  }

  /** The image so that its longer side has at most so many pixels; a smaller one is as it was. */
  static BufferedImage scale(BufferedImage image, int longestSide) {
    double factor =
        Math.min(1, (double) longestSide / Math.max(image.getWidth(), image.getHeight()));
    int width = Math.max(1, (int) Math.round(image.getWidth() * factor));
    int height = Math.max(1, (int) Math.round(image.getHeight() * factor));
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = scaled.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.drawImage(image, 0, 0, width, height, null);
    } finally {
      graphics.dispose();
    }
    return scaled;
  }

  /** Writes the image as PNG and returns the file's size in bytes. */
  static long writePng(BufferedImage image, Path file) throws IOException {
    if (!ImageIO.write(image, "png", file.toFile())) {
      throw new IOException("no PNG encoder for " + file.getFileName());
    }
    return Files.size(file);
  }
}
