/// The `descent` command.
module dev.descent.cli {
  requires static transitive org.jspecify;
  requires dev.descent;
  requires dev.descent.lab;
  requires info.picocli;
  requires java.desktop;
  requires jdk.unsupported;

  // Options are fields that picocli sets by reflection.
  opens dev.descent.cli to
      info.picocli;
}
