/// The `descent` command.
module dev.descent.cli {
  requires static transitive org.jspecify;
  requires dev.descent;
  requires dev.descent.examples;
  requires dev.descent.lab;
  requires dev.descent.scalar;
  requires info.picocli;
  requires java.desktop;
  requires jdk.unsupported;

  // Options are fields that picocli sets by reflection.
  opens dev.descent.cli to
      info.picocli;
}
