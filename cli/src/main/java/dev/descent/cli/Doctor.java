package dev.descent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
@Command(name = "doctor", description = "x")
final class Doctor implements Callable<Integer> {
  public Integer call() { return 0; }
}
