/// Comparisons of Descent with other systems: what is run, in turns, and what is made of the times.
/// The programs that are run are in `bench/`.
@NullMarked
package dev.descent.cli.peers;

import org.jspecify.annotations.NullMarked;
