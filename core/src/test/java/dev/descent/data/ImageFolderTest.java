package dev.descent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir Path folder;

  private void picture(String path, int height, int width, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, rgb);
      }
    }
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, path.substring(path.lastIndexOf('.') + 1), file.toFile());
  }

  private void pictures(String parent, int each) throws IOException {
    for (int i = 0; i < each; i++) {
      picture(parent + "cat/" + i + ".png", 10 + i, 20, 0xFFFFFF);
      picture(parent + "ant/" + i + ".jpg", 16, 8, 0x000000);
      picture(parent + "bee/" + i + ".bmp", 3, 3, 0xFF0000);
    }
  }

  private void expect(String message) {
    assertThatThrownBy(() -> new DataSource.Images(folder, 8, 8, 0.2, 1).load())
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(folder.toString())
        .hasMessageContaining(message);
  }

  @Test
  void classesAreTheFoldersInOrder() throws IOException {
    pictures("", 2);
    Files.writeString(folder.resolve("cat/notes.txt"), "cats");
    Files.writeString(folder.resolve("cat/.hidden.png"), "");
    Files.writeString(folder.resolve("README.md"), "");
    ImageFolder read = ImageFolder.read(folder, 4, 5);
    assertThat(read.classNames()).containsExactly("ant", "bee", "cat");
    assertThat(read.ignored()).isEqualTo(1);
    assertThat(read.images().height()).isEqualTo(4);
    assertThat(read.images().width()).isEqualTo(5);
    assertThat(read.images().labels()).containsExactly(0, 0, 1, 1, 2, 2);
    assertThat(read.images().image(0)).containsOnly((byte) 0);
    assertThat(read.images().image(2)).containsOnly((byte) 76); // 0.299 of 255, ITU-R BT.601
    assertThat(read.images().image(4)).containsOnly((byte) 255);
  }

  @Test
  void scalingAveragesAreas() {
    byte[] stripes = new byte[4 * 8];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = (byte) (i % 8 < 4 ? 200 : i % 2 * 100);
    }
    byte[] scaled = new GreyPicture(4, 8, stripes).scaled(2, 4);
    assertThat(scaled).containsExactly(200, 200, 50, 50, 200, 200, 50, 50);
    assertThat(new GreyPicture(4, 8, stripes).scaled(4, 8)).isEqualTo(stripes);
    byte[] wide = new GreyPicture(1, 2, new byte[] {0, 100}).scaled(1, 4);
    assertThat((double) wide[1]).isCloseTo(25, within(1.0));
  }

  @Test
  void splitsAtRandomOrByFolders() throws IOException {
    pictures("", 5);
    LoadedData data = new DataSource.Images(folder, 8, 8, 0.2, 1).load();
    assertThat(data.train().size()).isEqualTo(12);
    assertThat(data.test().size()).isEqualTo(3);
    assertThat(data.images()).isEqualTo(new LoadedData.ImageSize(8, 8));
    assertThat(data.train().inputShape().toArray()).containsExactly(64);
    assertThat(data.train().classes()).isEqualTo(3);
    assertThat(new DataSource.Images(folder, 8, 8, 0.2, 1).load(4).train().size()).isEqualTo(4);
  }

  @Test
  void partsInFoldersOfTheirOwn() throws IOException {
    pictures("train/", 4);
    picture("test/bee/1.png", 5, 5, 0xFF0000);
    DataSource source = new DataSource.Images(folder, 8, 8, 0.2, 1);
    LoadedData data = source.load();
    assertThat(data.train().size()).isEqualTo(12);
    assertThat(data.test().batch(new int[] {0}).labels().toIntArray()).containsExactly(1);
    assertThat(data.notes()).containsExactly("the parts are the folders train and test");
    assertThat(DataSource.fromMap(source.toMap())).isEqualTo(source);
    int[] some =
        source.load(6).train().batch(IntStream.range(0, 6).toArray()).labels().toIntArray();
    assertThat(Arrays.stream(some).distinct().count()).isGreaterThan(1);
    picture("test/dog/1.png", 5, 5, Color.BLUE.getRGB());
    expect("the training pictures have no class \"dog\"; they have ant, bee, cat");
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    expect("found 0 folders, but learning classes takes at least two");
    pictures("", 2);
    Files.write(folder.resolve("bee/1.bmp"), new byte[] {1, 2, 3});
    expect("this is no picture that can be read");
    byte[] png = Files.readAllBytes(folder.resolve("cat/1.png"));
    Files.write(folder.resolve("cat/1.png"), Arrays.copyOf(png, png.length / 2));
    Files.delete(folder.resolve("bee/1.bmp"));
    expect("the picture cannot be read");
    Files.delete(folder.resolve("cat/1.png"));
    Files.createDirectory(folder.resolve("dog"));
    expect("no PNG or JPEG file in this class");
  }
}
