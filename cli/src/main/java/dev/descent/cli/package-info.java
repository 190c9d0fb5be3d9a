/// The `descent` command: one class a subcommand.
@NullMarked
package dev.descent.cli;

import org.jspecify.annotations.NullMarked;
