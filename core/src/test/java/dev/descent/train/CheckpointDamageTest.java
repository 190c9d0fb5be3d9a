package dev.descent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.data.TensorDataset;
import dev.descent.nn.Activation;
import dev.descent.nn.Losses;
import dev.descent.nn.Mlp;
import dev.descent.optim.Adam;
import dev.descent.optim.Sgd;
import dev.descent.optim.WeightAverage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is damaged is passed over with one line that says why, and nothing is deleted that this
/// program did not write whole.
class CheckpointDamageTest {
  private static final TensorDataset DATA = Problems.blobs(40, 1);

  @TempDir private Path temporary;
  private Path folder = Path.of("");
  private Path newest = Path.of("");
  private final List<String> problems = new ArrayList<>();

  /// Checkpoints after steps 1 to 3, the last one after the test; it has all five kinds of files.
  @BeforeEach
  void train() {
    folder = temporary.resolve("checkpoints");
    train(folder, 3);
    newest = folder.resolve("step-3");
    assertThat(newest()).isEqualTo(newest);
  }

  private static void train(Path folder, long seed) {
    Trainer.of(Mlp.of(seed, Activation.TANH, 0.2, 2, 4, 3), Losses::crossEntropy, new Adam(0.01))
        .epochs(1)
        .batchSize(16)
        .average(averaged -> WeightAverage.ema(averaged, 0.9))
        .listen(
            EarlyStopping.on("loss").restoreBest(), Checkpoints.in(folder).everySteps(1).keep(9))
        .fit(DATA, DATA);
  }

  private @Nullable Path newest() {
    problems.clear();
    return Checkpoint.newest(folder, problems::add).map(Checkpoint::folder).orElse(null);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  /// Everything below a folder, byte by byte.
  private static Map<Path, List<Byte>> content(Path folder) throws IOException {
    Map<Path, List<Byte>> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        List<Byte> bytes = new ArrayList<>();
        if (Files.isRegularFile(file)) {
          for (byte one : Files.readAllBytes(file)) {
            bytes.add(one);
          }
        }
        content.put(file, bytes);
      }
    }
    return content;
  }

  /// The newest is passed over for the one before, with a line that names the file, and nothing
  /// changes on the disk.
  private void assertFallsBack(Path damaged, String when) throws IOException {
    Map<Path, List<Byte>> before = content(folder);
    assertThat(newest()).as(when).isEqualTo(folder.resolve("step-2"));
    assertThat(problems).as(when).hasSize(1);
    assertThat(problems.getFirst())
        .as(when)
        .contains(newest.toString(), String.valueOf(damaged.getFileName()))
        .doesNotContain("\n");
    assertThat(content(folder)).as(when).isEqualTo(before);
  }

  @Test
  void filesCutShortOrMissingOrReplaced() throws IOException {
    Path other = temporary.resolve("other");
    train(other, 4);
    for (Path file : files(newest)) {
      byte[] whole = Files.readAllBytes(file);
      for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
        Files.write(file, Arrays.copyOf(whole, length));
        if (file.endsWith("manifest.json") && length == whole.length - 1) {
          assertThat(newest()).isEqualTo(newest); // only the line feed at its end is gone
        } else {
          assertFallsBack(file, file + " cut to " + length);
        }
      }
      Files.delete(file);
      assertFallsBack(file, file + " missing");
      Files.createDirectory(file);
      assertFallsBack(file, file + " is a folder");
      Files.delete(file);
      if (!file.endsWith("manifest.json")) {
        Files.copy(other.resolve("step-3").resolve(file.getFileName()), file);
        assertFallsBack(file, file + " of another run");
        Files.delete(file);
      }
      Files.write(file, whole);
      assertThat(newest()).isEqualTo(newest);
    }
  }

  @Test
  void anyByteOfTheManifestAndSomeOfTheOthersFlipped() throws IOException {
    Map<String, String> digests = Checkpoint.open(newest).digests();
    for (Path file : files(newest)) {
      byte[] bytes = Files.readAllBytes(file);
      int stride = file.endsWith("manifest.json") ? 1 : 37;
      for (int i = 0; i < bytes.length; i += stride) {
        byte bit = (byte) (1 << i % 8);
        bytes[i] ^= bit;
        Files.write(file, bytes);
        Path found = newest();
        if (newest.equals(found)) {
          // White space, say: whatever it is, the content is the same.
          assertThat(file).hasFileName("manifest.json");
          assertThat(Checkpoint.open(newest).digests()).isEqualTo(digests);
          assertThat(Checkpoint.open(newest).steps()).isEqualTo(3);
        } else {
          assertThat(found).isEqualTo(folder.resolve("step-2"));
          assertThat(problems).hasSize(1);
          assertThat(problems.getFirst()).contains(newest.toString()).doesNotContain("\n");
        }
        bytes[i] ^= bit;
      }
      Files.write(file, bytes);
    }
    assertThat(newest()).isEqualTo(newest);
  }

  @Test
  void aNewerFormatIsPassedOverAndRefusedWhereThereIsNothingElse() throws IOException {
    for (Path path : CheckpointFolder.newestFirst(folder)) {
      Path file = path.resolve("manifest.json");
      Files.writeString(file, Files.readString(file).replace("\"format\": 1", "\"format\": 2"));
      String message = file + " has format 2, this program knows format 1; use a newer version";
      if (path.endsWith("step-1")) {
        assertThatThrownBy(this::newest).isInstanceOf(RunException.class).hasMessage(message);
      } else {
        assertThat(newest()).isNotNull();
        assertThat(problems).contains(message);
      }
    }
  }

  @Test
  void whatIsNotACheckpointIsNeverLookedAtNorTouched() throws IOException {
    Files.createDirectories(folder.resolve(".descent-0815.tmp"));
    Files.writeString(folder.resolve(".descent-0815.tmp/model.safetensors"), "half");
    Files.createDirectories(folder.resolve("step-99"));
    Files.writeString(folder.resolve("step-99/diary.txt"), "mine");
    Files.createDirectories(folder.resolve("step-98.tmp"));
    Files.createDirectories(folder.resolve("step-1e9"));
    Files.createDirectories(folder.resolve("best"));
    Files.writeString(folder.resolve("step-97"), "a file");
    Files.writeString(folder.resolve("notes.txt"), "mine");
    Map<Path, List<Byte>> foreign = content(folder);
    foreign.keySet().removeIf(path -> path.toString().matches(".*/step-[123](\\.1)?(/.*)?"));

    assertThat(newest()).isEqualTo(newest);
    assertThat(problems)
        .containsExactly(
            folder.resolve("step-99/manifest.json") + " is missing: the checkpoint is not whole");
    Mlp model = Mlp.of(3, Activation.TANH, 0.2, 2, 4, 3);
    Trainer.of(model, Losses::crossEntropy, new Adam(0.01))
        .epochs(3)
        .batchSize(16)
        .average(averaged -> WeightAverage.ema(averaged, 0.9))
        .listen(
            EarlyStopping.on("loss").restoreBest(), Checkpoints.in(folder).everySteps(1).keep(1))
        .resumeFrom(Checkpoint.open(newest))
        .fit(DATA, DATA);

    assertThat(content(folder)).containsAllEntriesOf(foreign);
    assertThat(newest()).isEqualTo(folder.resolve("step-9"));
    assertThat(folder.resolve("step-1")).doesNotExist();
  }

  @Test
  void whatAKilledProgramLeftHalfWrittenIsRemovedAndNothingElse() throws IOException {
    Path left = folder.resolve(".descent-0f3a2b1c-1111-4222-8333-123456789abc.tmp");
    Files.createDirectories(left);
    Files.writeString(left.resolve("model.safetensors"), "whole");
    Files.writeString(left.resolve(".descent-aaaaaaaa-1111-4222-8333-123456789abc.tmp"), "half");
    Path foreign = folder.resolve(".descent-0f3a2b1c-1111-4222-8333-123456789abd.tmp");
    Files.createDirectories(foreign);
    Files.writeString(foreign.resolve("model.safetensors"), "whole");
    Files.writeString(foreign.resolve("diary.txt"), "mine");
    Path deep = folder.resolve(".descent-0f3a2b1c-1111-4222-8333-123456789abe.tmp");
    Files.createDirectories(deep.resolve("model.safetensors"));
    Path file = folder.resolve(".descent-0f3a2b1c-1111-4222-8333-123456789abf.tmp");
    Files.writeString(file, "a file");
    try (CheckpointFolder checkpoints = new CheckpointFolder(folder)) {
      checkpoints.open();
    }
    assertThat(left).doesNotExist();
    assertThat(foreign.resolve("model.safetensors")).hasContent("whole");
    assertThat(foreign.resolve("diary.txt")).hasContent("mine");
    assertThat(deep.resolve("model.safetensors")).isDirectory();
    assertThat(file).hasContent("a file");
  }

  /// What was found whole is not read again; a change of size is noticed all the same.
  @Test
  void pruningReadsACheckpointOnce() throws IOException {
    try (CheckpointFolder checkpoints = new CheckpointFolder(folder)) {
      checkpoints.open();
      checkpoints.prune(2);
      assertThat(folder.resolve("step-1")).doesNotExist();
      Path file = folder.resolve("step-3/model.safetensors");
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length - 1] ^= 1;
      Files.write(file, bytes);
      checkpoints.prune(1);
      assertThat(folder.resolve("step-2")).as("step-3 was not read again").doesNotExist();

      checkpoints.save(4, false, body -> Files.writeString(body.resolve("state.json"), "{}"));
      Files.write(file, new byte[3]);
      Files.writeString(folder.resolve("step-4/state.json"), "{ }");
      checkpoints.prune(1);
      assertThat(folder.resolve("step-3")).as("it is not whole").exists();
      assertThat(folder.resolve("step-4")).as("it is not whole").exists();
    }
  }

  @Test
  void withoutAnyWholeOneThereIsNone() throws IOException {
    for (Path path : CheckpointFolder.newestFirst(folder)) {
      Files.delete(path.resolve("state.json"));
    }
    assertThat(newest()).isNull();
    assertThat(problems).hasSize(3).allMatch(line -> line.contains("state.json is missing"));
    assertThat(Checkpoint.newest(temporary.resolve("nowhere"), problems::add)).isEmpty();
  }

  /// The loss of a step tells only in the next one that its update made a parameter NaN.
  @Test
  void aStateWithNaNIsNotKept() {
    Path saved = temporary.resolve("diverging");
    assertThatThrownBy(() ->
            Trainer.of(Problems.mlp(2, 3), Losses::crossEntropy, new Sgd(3e38))
                .epochs(1)
                .batchSize(16)
                .listen(Checkpoints.in(saved).everySteps(1))
                .fit(DATA))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("step 1");
    assertThat(Checkpoint.newest(saved, problems::add)).isEmpty();
    assertThat(saved).isDirectoryNotContaining("glob:step-*");
  }
}
