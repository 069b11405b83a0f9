package io.emp.examples.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFilesTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "256, 64, 128, 32",
    "64, 256, 32, 128",
    "128, 128, 128, 128",
    "90, 60, 90, 60",
    "1000, 1, 128, 1"
  })
  void scalesTheLongerSideAndKeepsTheRatio(int width, int height, int toWidth, int toHeight) {
    BufferedImage scaled =
        ImageFiles.scale(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), 128);

    assertThat(scaled.getWidth()).isEqualTo(toWidth);
    assertThat(scaled.getHeight()).isEqualTo(toHeight);
  }

  @Test
  void readsWhatItWrote() throws Exception {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(1, 1, 0x80ff0102);
    Path file = folder.resolve("a.png");

    assertThat(ImageFiles.writePng(image, file)).isEqualTo(Files.size(file)).isPositive();
    assertThat(ImageFiles.read(file).getRGB(1, 1)).isEqualTo(0x80ff0102);
  }

  @ParameterizedTest
  @CsvSource({"sunset.jpg, JPEG", "rings.png, png"})
  void refusesAnImageThatIsCutOff(String name, String format) throws Exception {
    byte[] whole = Files.readAllBytes(ServiceProcess.IMAGES.resolve(name));
    Path file = Files.write(folder.resolve(name), Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> ImageFiles.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("not a readable image: " + name + " (" + format + ": ");
  }

  @Test
  void refusesWhatIsNoImage() throws Exception {
    Path file = Files.writeString(folder.resolve("a.png"), "not an image");

    assertThatThrownBy(() -> ImageFiles.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage("not a readable image: a.png (of no known format)");
  }

  @Test
  void saysThatAFileIsMissing() {
    assertThatThrownBy(() -> ImageFiles.read(folder.resolve("a.png")))
        .isInstanceOf(FileNotFoundException.class);
  }
}
