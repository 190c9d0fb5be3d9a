/// The `descent` command.
module dev.descent.cli {
  requires static transitive org.jspecify;
  requires dev.descent;
  requires info.picocli;
  requires tools.jackson.databind;
}
