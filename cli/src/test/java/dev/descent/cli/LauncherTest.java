package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Runs a copy of the launcher, in a folder with a space in its name, with a JDK and a Maven that
/// are shell scripts: they note how they were called and make the files that the real ones would.
@DisabledOnOs(OS.WINDOWS)
@Timeout(120)
class LauncherTest {
  private static final List<String> TOOLS =
      List.of("awk cat dirname find grep head ln mkdir mv readlink rm sleep tail".split(" "));

  @TempDir Path temp;
  private Path repository;
  private Path descent;
  private Path jdk;
  private Path path;
  private Path source;

  @BeforeEach
  void setUp() throws IOException {
    Path root = repositoryRoot();
    repository = temp.resolve("a clone");
    jdk = temp.resolve("a jdk");
    path = temp.resolve("path");
    source = repository.resolve("core/src/main/java/A.java");
    for (Path directory : List.of(repository.resolve("bin"), path, source.getParent())) {
      Files.createDirectories(directory);
    }
    descent = repository.resolve("descent");
    script(descent, Files.readString(root.resolve("descent")));
    // The machine's own JDKs are out of the way.
    script(
        repository.resolve("bin/jdk.sh"),
        Files.readString(root.resolve("bin/jdk.sh")).replaceAll(" /[a-zA-Z]+/", " /nonexistent/"));
    Files.writeString(repository.resolve("pom.xml"), "<project/>");
    Files.writeString(repository.resolve("core/pom.xml"), "<project/>");
    Files.writeString(source, "class A {}");
    fakeJdk("25.0.1");
    for (String tool : TOOLS) {
      script(path.resolve(tool), "#!/bin/sh\nexec " + installed(tool) + " \"$@\"\n");
    }
    fakeMaven(
        """
        [ ! -e busy ] || echo overlap >> "$LOG"
        : > busy
        for word; do
          case $word in -Dapp.directory=*) : > "${word#*=}/descent.jar" ;; esac
        done
        rm busy
        """);
  }

  @Test
  void buildsOnceAndPassesTheArgumentsOnUnchanged() throws Exception {
    Result first = run("train", "a b", "*", "", "\"quoted\"", "$HOME");
    assertThat(first.exit).as(first.err).isZero();
    assertThat(first.out)
        .endsWith("cli/target/app/descent.jar>\n<train>\n<a b>\n<*>\n<>\n<\"quoted\">\n<$HOME>\n");
    assertThat(first.err).hasLineCount(1).contains("building");

    Result second = run("--help");
    assertThat(second.err).isEmpty();
    assertThat(calls()).containsExactly("mvn", "java", "java -XX:AOTCacheOutput", "java", "java");
  }

  @Test
  void runsThroughASymbolicLinkAndPassesTheExitCodeOn() throws Exception {
    Path link = temp.resolve("link");
    Files.createSymbolicLink(link, Path.of("a clone/descent"));
    Result result = start(link, Map.of(), "exit with 7").await();
    assertThat(result.err).contains("building");
    assertThat(result.exit).isEqualTo(7);
  }

  @Test
  void rebuildsWhenASourceIsNewerOrGone() throws Exception {
    run();
    Path built = repository.resolve("cli/target/app/built");
    FileTime later = FileTime.fromMillis(Files.getLastModifiedTime(built).toMillis() + 1000);
    Files.setLastModifiedTime(source, later);
    assertThat(run().err).contains("building");

    long old = Files.getLastModifiedTime(built).toMillis() - 100_000;
    Files.setLastModifiedTime(source, FileTime.fromMillis(old));
    assertThat(run().err).isEmpty();

    Files.delete(source);
    Files.setLastModifiedTime(source.getParent(), later);
    assertThat(run().err).contains("building");
  }

  @Test
  void aFailedBuildSaysWhyAndIsTriedAgain() throws Exception {
    fakeMaven(
        """
        echo '[ERROR] /x/A.java:[1,2] cannot find symbol'
        echo '[ERROR] '
        echo '[ERROR] Re-run Maven using the -X switch to enable full debug logging.'
        exit 1
        """);
    for (int attempt = 0; attempt < 2; attempt++) {
      Result result = run("train");
      assertThat(result.exit).isEqualTo(1);
      assertThat(result.out).isEmpty();
      assertThat(result.err)
          .contains("[ERROR] /x/A.java:[1,2] cannot find symbol")
          .contains("the build failed; its log is ")
          .doesNotContain("Re-run Maven");
    }
    assertThat(calls()).containsExactly("mvn", "mvn");
  }

  @Test
  void saysThatThereIsNoJdk() throws Exception {
    fakeJdk("24.0.2");
    Map<String, String> environment = Map.of("DESCENT_JAVA_HOME", "", "JAVA_HOME", jdk.toString());
    Result result = start(descent, environment, "--help").await();
    assertThat(result.exit).isEqualTo(1);
    assertThat(result.err)
        .hasLineCount(1)
        .contains("found no JDK 25")
        .contains("DESCENT_JAVA_HOME");

    result = run("--help");
    assertThat(result.exit).isEqualTo(1);
    assertThat(result.err)
        .isEqualTo("descent: DESCENT_JAVA_HOME is not the directory of a JDK 25: " + jdk + "\n");
  }

  @Test
  void takesTheJdkOfTheJavaOnThePath() throws Exception {
    Files.createSymbolicLink(path.resolve("java"), jdk.resolve("bin/java"));
    Result result = start(descent, Map.of("DESCENT_JAVA_HOME", ""), "--help").await();
    assertThat(result.exit).as(result.err).isZero();
  }

  @Test
  void saysThatThereIsNoMaven() throws Exception {
    Files.delete(path.resolve("mvn"));
    Result result = run("--help");
    assertThat(result.exit).isEqualTo(1);
    assertThat(result.err).hasLineCount(1).contains("found no Maven");
  }

  @Test
  void firstCallsAtTheSameTimeBuildOnce() throws Exception {
    List<Launch> launches = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      launches.add(start(descent, Map.of(), "--help"));
    }
    for (Launch launch : launches) {
      Result result = launch.await();
      assertThat(result.exit).as(result.err).isZero();
    }
    assertThat(calls()).containsOnlyOnce("mvn").doesNotContain("overlap");
  }

  @Test
  void aLockWhoseOwnerWasKilledIsTaken() throws Exception {
    Process dead = new ProcessBuilder("sh", "-c", "exit 0").start();
    dead.waitFor();
    Path lock = repository.resolve("cli/target/descent.lock");
    Files.createDirectories(lock.getParent());
    Files.createSymbolicLink(lock, Path.of(Long.toString(dead.pid())));
    Result result = run("--help");
    assertThat(result.exit).as(result.err).isZero();
    assertThat(Files.exists(lock, LinkOption.NOFOLLOW_LINKS)).as("lock left").isFalse();
  }

  @Test
  void anInterruptedBuildIsNotTakenForDone() throws Exception {
    Path started = temp.resolve("started");
    fakeMaven(": > '" + started + "'; exec sleep 300");
    Launch launch = start(descent, Map.of(), "--help");
    while (!Files.exists(started)) {
      boolean ended = launch.process.waitFor(10, TimeUnit.MILLISECONDS);
      assertThat(ended).as("ended before it built").isFalse();
    }
    launch.process.destroy();
    assertThat(launch.await().exit).isEqualTo(128 + 15);
    Path target = repository.resolve("cli/target");
    assertThat(target.resolve("app")).doesNotExist();
    assertThat(Files.exists(target.resolve("descent.lock"), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void theStartUpCacheIsRemadeForAnotherJdk() throws Exception {
    run("--help");
    fakeJdk("25.0.2");
    assertThat(run("--help").err).isEmpty();
    assertThat(calls())
        .containsExactly(
            "mvn",
            "java",
            "java -XX:AOTCacheOutput",
            "java",
            "java",
            "java -XX:AOTCacheOutput",
            "java");
  }

  @Test
  void withoutItsDigitsTheStartUpCacheIsMadeOfOthersAndOfAFailedTrainingNone() throws Exception {
    Path java = jdk.resolve("bin/java");
    String works = Files.readString(java);
    String notes = "#!/bin/sh\necho \"$*\" >> \"$LOG.words\"\n";
    script(java, notes + "case $* in *StartUpCache*) exit 1 ;; esac\n" + works);
    assertThat(run("--help").exit).isZero();
    assertThat(Files.readString(temp.resolve("calls.words"))).contains("train digits");
    Path cache = repository.resolve("cli/target/app/descent.aot");
    assertThat(cache).exists();

    fakeJdk("25.0.2");
    script(java, Files.readString(java) + "case $* in *AOTCacheOutput*) exit 1 ;; esac\n");
    assertThat(run("--help").exit).isZero();
    assertThat(cache).doesNotExist();
  }

  @Test
  void theUsersJvmOptionsComeLastAndMayNameACollector() throws Exception {
    assertThat(run("--help").out).contains("<-XX:+UseSerialGC>");
    Map<String, String> environment = Map.of("DESCENT_JAVA_OPTS", "-Xmx1g -XX:+UseG1GC");
    Result result = start(descent, environment, "--help").await();
    assertThat(result.out)
        .contains("<-Xmx1g>\n<-XX:+UseG1GC>\n<-jar>")
        .doesNotContain("<-XX:+UseSerialGC>");
  }

  @Test
  void theUsersWordOnTheCompilerIsTheLast() throws Exception {
    Map<String, String> environment = Map.of("DESCENT_JAVA_OPTS", "-XX:FreqInlineSize=325");
    Result result = start(descent, environment, "--help").await();
    assertThat(result.out)
        .containsSubsequence("<-XX:FreqInlineSize=100>", "<-XX:FreqInlineSize=325>", "<-jar>");
  }

  @Test
  void theCacheIsMadeOfDigitsOfOurOwnWhateverTheUsersData() throws Exception {
    script(
        jdk.resolve("bin/java"),
        Files.readString(jdk.resolve("bin/java"))
            + "case $* in *AOTCacheOutput*) echo \"$* $DESCENT_DATA\" > \"$LOG.data\" ;; esac\n");
    Result result = start(descent, Map.of("DESCENT_DATA", "/the user's"), "--help").await();
    assertThat(result.exit).as(result.err).isZero();
    assertThat(Files.readString(temp.resolve("calls.data")))
        .contains(" train mnist ")
        .endsWith(" " + repository.resolve("cli/target/app/training") + "\n");
  }

  /// Maven runs tests in the module's directory, an IDE may run them in the repository's.
  private static Path repositoryRoot() throws IOException {
    return Path.of(Files.exists(Path.of("bin/jdk.sh")) ? "." : "..").toRealPath();
  }

  private static Path installed(String tool) {
    return Stream.of("/bin", "/usr/bin")
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + tool + " in /bin or /usr/bin"));
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// A `java` that writes the cache it is asked for, prints its arguments, and ends with the exit
  /// code that its last argument names.
  private void fakeJdk(String version) throws IOException {
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(
        jdk.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    script(
        jdk.resolve("bin/java"),
        """
        #!/bin/sh
        call=java
        for word; do
          case $word in -XX:AOTCacheOutput=*) call="java ${word%%=*}"; echo cache > "${word#*=}" ;; esac
          echo "<$word>"
        done
        echo "$call" >> "$LOG"
        case $word in 'exit with '*) exit "${word#exit with }" ;; esac
        """);
  }

  private void fakeMaven(String body) throws IOException {
    script(path.resolve("mvn"), "#!/bin/sh\ncd \"${LOG%/*}\"\necho mvn >> \"$LOG\"\n" + body);
  }

  /// What was called, in order: Maven, and Java with the option that asks it to write a cache.
  private List<String> calls() throws IOException {
    return Files.readAllLines(temp.resolve("calls"));
  }

  private Result run(String... args) throws Exception {
    return start(descent, Map.of(), args).await();
  }

  private Launch start(Path command, Map<String, String> environment, String... args)
      throws IOException {
    List<String> words = new ArrayList<>(List.of(command.toString()));
    words.addAll(List.of(args));
    Path out = Files.createTempFile(temp, "out", "");
    Path err = Files.createTempFile(temp, "err", "");
    ProcessBuilder builder = new ProcessBuilder(words).directory(temp.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", path.toString());
    builder.environment().put("HOME", temp.toString());
    builder.environment().put("DESCENT_JAVA_HOME", jdk.toString());
    builder.environment().put("LOG", temp.resolve("calls").toString());
    builder.environment().putAll(environment);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    return new Launch(builder.start(), out, err);
  }

  private record Result(int exit, String out, String err) {}

  private record Launch(Process process, Path out, Path err) {
    Result await() throws Exception {
      int exit = process.waitFor();
      return new Result(exit, Files.readString(out), Files.readString(err));
    }
  }
}
