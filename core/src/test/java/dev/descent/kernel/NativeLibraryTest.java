package dev.descent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
  private static final String ONE_DNN = "-Ddescent.jit=off";

  @TempDir Path folder;

  private record Output(String out, String err) {}

  @BeforeEach
  void findJava() {
    assumeTrue(Files.isExecutable(java()), "no java in java.home");
  }

  @Test
  void switchedOffByPropertyTheJavaKernelRunsAndSaysSoOnce() throws Exception {
    Output output = probe(Map.of(), "-Ddescent.native=off");
    assertThat(output.out).startsWith("pure Java (switched off by -Ddescent.native=off)");
    assertThat(output.err.lines())
        .containsExactly(
            "descent: matrix products run on the slower pure-Java kernel: "
                + "switched off by -Ddescent.native=off");
  }

  @Test
  void switchedOffByEnvironmentTheJavaKernelRuns() throws Exception {
    Output output = probe(Map.of("DESCENT_NATIVE", "off"));
    assertThat(output.out).startsWith("pure Java (switched off by DESCENT_NATIVE=off)");
  }

  @Test
  void onAnUnknownPlatformTheJavaKernelRuns() throws Exception {
    Output output = probe(Map.of(), "-Dos.arch=vax");
    assertThat(output.out).startsWith("pure Java (oneDNN has no library for ");
  }

  @Test
  void oneDnnStartsNoThreads() throws Exception {
    assumeLibrary();
    // Interpreted and with the simplest collector, the JVM itself starts no threads on the way.
    Output output =
        probe(
            Map.of("XDG_CACHE_HOME", folder.toString(), "OMP_NUM_THREADS", "4"),
            ONE_DNN,
            "-Xint",
            "-XX:+UseSerialGC");
    assertThat(output.out).startsWith("oneDNN ").contains("new threads: 0");
    assertThat(output.out).contains(folder.toString());
  }

  @Test
  void withoutAWritableCacheItUnpacksToATemporaryFolderAndLeavesNothing() throws Exception {
    assumeLibrary();
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    Output output =
        probe(Map.of("XDG_CACHE_HOME", file.toString()), ONE_DNN, "-Djava.io.tmpdir=" + temporary);
    assertThat(output.out).startsWith("oneDNN ");
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.filter(path -> path.toString().contains("descent"))).isEmpty();
    }
  }

  @Test
  void aProfilerThatInterruptsThreadsBySignalsDoesNoHarm() throws Exception {
    assumeLibrary();
    Path recording = folder.resolve("profile.jfr");
    Output output =
        probe(
            Map.of(),
            ONE_DNN,
            "-XX:StartFlightRecording=settings=profile,filename=" + recording,
            "-Dtest.products=8000");
    assertThat(output.out).contains("oneDNN ");
    assertThat(recording).isNotEmptyFile();
  }

  @Test
  void whereTheProcessorAllowsItOurOwnMachineCodeRuns() throws Exception {
    assumeTrue(MachineCode.whyNot() == null, MachineCode.whyNot());
    Path recording = folder.resolve("profile.jfr");
    Output output =
        probe(
            Map.of(),
            "-XX:StartFlightRecording=settings=profile,filename=" + recording,
            "-Dtest.products=8000");
    assertThat(output.out).contains("machine code of Descent's own");
    assertThat(recording).isNotEmptyFile();
  }

  @Test
  void whereNativeAccessIsDeniedTheJavaKernelRuns() throws Exception {
    Output output = probe(Map.of(), "--illegal-native-access=deny");
    assertThat(output.out).startsWith("pure Java (native access is not allowed");
  }

  private static void assumeLibrary() {
    try {
      OneDnn.load();
    } catch (NativeLibraryException e) {
      assumeTrue(false, e.getMessage());
    }
  }

  private static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  private Output probe(Map<String, String> environment, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(java().toString()));
    command.addAll(List.of(options));
    if (!command.contains("--illegal-native-access=deny")) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(KernelProbe.class.getName());
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("DESCENT_NATIVE");
    builder.environment().remove("DESCENT_JIT");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(environment);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    int status = builder.start().waitFor();
    String errors = Files.readString(err, StandardCharsets.UTF_8);
    assertThat(status).as(errors).isZero();
    return new Output(Files.readString(out, StandardCharsets.UTF_8), errors);
  }
}
