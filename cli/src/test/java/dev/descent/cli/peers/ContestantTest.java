package dev.descent.cli.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Programs that are shell scripts stand for the peers and for Maven.
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class ContestantTest {
  @TempDir Path folder;

  private static List<Series> run(String script, int series) throws Exception {
    try (Children children = new Children()) {
      return new Contestant(
              "Other", List.of("sh", "-c", script, "sh"), Map.of("MARK", "7"), _ -> true)
          .run(children, List.of("--lr", "0.5"), series);
    }
  }

  @Test
  void aProgramGetsItsOptionsAndVariablesAndReportsSeries() throws Exception {
    String line = "echo '{\"event\":\"series\",\"seconds\":'$MARK',\"loss\":'$2'}'";
    assertThat(run(line + ";" + line, 2)).containsExactly(new Series(7, 0.5), new Series(7, 0.5));
  }

  @Test
  void whatFailsSaysWhyInOneLine() {
    assertThatThrownBy(() -> run("echo 'no such file' >&2; echo '  at Frame' >&2; exit 3", 1))
        .hasMessage("Other failed (no such file)");
    assertThatThrownBy(() -> run("exit 3", 1)).hasMessage("Other failed (exit status 3)");
    assertThatThrownBy(() -> run("true", 2)).hasMessage("Other reported 0 series, not 2");
    assertThatThrownBy(() -> run("echo hello; sleep 1000", 1))
        .hasMessage("Other printed not a line of JSON: hello");
  }

  @Test
  void nothingOutlivesTheComparison() throws Exception {
    Process process;
    try (Children children = new Children()) {
      process = children.start(new ProcessBuilder("sleep", "1000"));
    }
    assertThat(process.waitFor()).isNotZero();
  }

  @Test
  void aMachineWithoutMavenIsTold() throws Exception {
    try (Children children = new Children()) {
      assertThatThrownBy(() -> new BenchModule(folder).build(children, folder.toString()))
          .hasMessageStartingWith("found no Maven to build the peers with: install Maven");
    }
  }

  @Test
  void aBuildGivesTheClassPathOrTheReasonOfItsFailure() throws Exception {
    maven("mkdir -p bench/target/quick; echo 'a.jar:b.jar' > bench/target/quick/classpath");
    try (Children children = new Children()) {
      assertThat(new BenchModule(folder).build(children, folder.toString()))
          .isEqualTo(folder.resolve("bench/target/quick/classes") + ":a.jar:b.jar");
      maven("echo '[ERROR] Could not transfer artifact org.bytedeco:pytorch'; exit 1");
      assertThatThrownBy(() -> new BenchModule(folder).build(children, folder.toString()))
          .hasMessageStartingWith("the peers (about 400 MB) are not all on this machine")
          .hasMessageEndingWith("Maven's log is " + folder.resolve("bench/target/build.log"));
    }
    assertThat(BenchModule.reason("[INFO] x\n[ERROR] A.java: ';' expected\n[ERROR] more"))
        .isEqualTo("the peers cannot be built: A.java: ';' expected");
  }

  /// A Maven that needs nothing on its path but a shell and mkdir.
  private void maven(String script) throws Exception {
    Path maven = folder.resolve("mvn");
    Files.writeString(maven, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void theModuleIsFoundAboveTheProgram() throws Exception {
    Files.createDirectories(folder.resolve("bench"));
    Files.writeString(folder.resolve("bench/pom.xml"), "<project/>");
    assertThat(BenchModule.above(folder.resolve("cli/target/app/descent.jar")))
        .contains(new BenchModule(folder.toAbsolutePath()));
    assertThat(BenchModule.above(folder.resolve("/nowhere/descent.jar"))).isEmpty();
  }

  @Test
  void aTextTakesThePlaceOfWhatStandsBetweenTheMarkers() throws Exception {
    Path page = folder.resolve("page.md");
    Files.writeString(page, "a\n<!-- peers -->\nold\n<!-- /peers -->\nz\n");
    new MarkedBlock(page, "peers").write("new\n");
    assertThat(page).hasContent("a\n<!-- peers -->\n\nnew\n\n<!-- /peers -->\nz\n");
    Files.writeString(page, "no markers");
    assertThatThrownBy(() -> new MarkedBlock(page, "peers").write("new"))
        .hasMessageContaining("needs one line <!-- peers -->");
    assertThat(page).hasContent("no markers");
  }
}
