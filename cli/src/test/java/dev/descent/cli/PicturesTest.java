package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.data.DataException;
import dev.descent.data.GeneratedDigits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {
  @TempDir Path temp;

  private static final byte[] DIGIT = GeneratedDigits.generate(1, 5).image(0);

  /// How a picture is coloured: from the amount of ink, 0 to 255, to a pixel.
  private interface Paint {
    int argb(int ink);
  }

  private static int grey(int level) {
    return 0xFF000000 | level * 0x010101;
  }

  private Path picture(String name, int type, int scale, Paint paint) throws IOException {
    int side = 28 * scale;
    BufferedImage image = new BufferedImage(side, side, type);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        image.setRGB(x, y, paint.argb(DIGIT[y / scale * 28 + x / scale] & 0xFF));
      }
    }
    Path file = temp.resolve(name);
    assertThat(ImageIO.write(image, name.substring(name.indexOf('.') + 1), file.toFile())).isTrue();
    return file;
  }

  /// The mean difference of the levels of two pictures.
  private static double difference(byte[] a, byte[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 0xFF) - (b[i] & 0xFF));
    }
    return sum / a.length;
  }

  @Test
  void aDigitThatIsNormalisedAlreadyStaysAsItIs() throws IOException {
    Path file = picture("a.png", BufferedImage.TYPE_INT_RGB, 1, PicturesTest::grey);
    assertThat(difference(Pictures.digit(file), DIGIT)).isLessThan(3);
  }

  @Test
  void sizeColourAndFormatDoNotMatter() throws IOException {
    Paint lightOnDark = PicturesTest::grey;
    Paint darkOnLight = ink -> grey(255 - ink);
    Paint blueInk = ink -> 0xFF0000FF | (255 - ink) * 0x010100;
    Paint onNothing = ink -> ink << 24;
    Path[] files = {
      picture("light.png", BufferedImage.TYPE_INT_RGB, 9, lightOnDark),
      picture("dark.png", BufferedImage.TYPE_INT_RGB, 9, darkOnLight),
      picture("photo.jpg", BufferedImage.TYPE_INT_RGB, 9, darkOnLight),
      picture("blue.png", BufferedImage.TYPE_INT_RGB, 9, blueInk),
      picture("transparent.png", BufferedImage.TYPE_INT_ARGB, 9, onNothing),
      picture("palette.png", BufferedImage.TYPE_BYTE_INDEXED, 9, darkOnLight),
    };
    for (Path file : files) {
      assertThat(difference(Pictures.digit(file), DIGIT)).as(file.toString()).isLessThan(6);
    }
  }

  @Test
  void greyLevelsAreTakenAsTheyStandInTheFile() throws IOException {
    BufferedImage eight = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage sixteen = new BufferedImage(28, 28, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < DIGIT.length; i++) {
      eight.getRaster().setSample(i % 28, i / 28, 0, DIGIT[i] & 0xFF);
      sixteen.getRaster().setSample(i % 28, i / 28, 0, (DIGIT[i] & 0xFF) * 257);
    }
    for (BufferedImage image : new BufferedImage[] {eight, sixteen}) {
      Path file = temp.resolve("grey.png");
      ImageIO.write(image, "png", file.toFile());
      assertThat(difference(Pictures.digit(file), DIGIT)).isLessThan(3);
    }
  }

  private void requireError(Path file, String part) {
    assertThatThrownBy(() -> Pictures.digit(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(part)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void whatIsNoPictureOfADigitIsOneLine() throws IOException {
    requireError(temp.resolve("missing.png"), "there is no such file");
    requireError(temp, "this is a folder");
    requireError(Files.writeString(temp.resolve("a.png"), "hello"), "this is no picture");
    requireError(Files.createFile(temp.resolve("empty.png")), "this is no picture");
    requireError(
        picture("white.png", BufferedImage.TYPE_INT_RGB, 2, _ -> grey(255)),
        "the picture is empty");
  }

  @Test
  void everyTruncationIsOneLineOrAPicture() throws IOException {
    for (String name : new String[] {"cut.png", "cut.jpg"}) {
      Path file = picture(name, BufferedImage.TYPE_INT_RGB, 2, PicturesTest::grey);
      byte[] whole = Files.readAllBytes(file);
      for (int length = 0; length < whole.length; length += 1 + whole.length / 60) {
        Files.write(file, Arrays.copyOf(whole, length));
        try {
          assertThat(Pictures.digit(file)).hasSize(784);
        } catch (DataException e) {
          assertThat(e).hasMessageStartingWith(file + ": ");
        }
      }
    }
  }

  @Test
  void aHeaderThatClaimsBillionsOfPixelsTakesNoMemory() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    DataOutputStream header = new DataOutputStream(chunk);
    header.writeBytes("IHDR");
    header.writeInt(100_000);
    header.writeInt(100_000);
    header.write(new byte[] {8, 0, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(chunk.toByteArray());
    out.writeLong(0x89504E470D0A1A0AL);
    out.writeInt(13);
    out.write(chunk.toByteArray());
    out.writeInt((int) crc.getValue());
    Path file = Files.write(temp.resolve("bomb.png"), bytes.toByteArray());
    requireError(file, "100000 x 100000 pixels are too many");
  }
}
