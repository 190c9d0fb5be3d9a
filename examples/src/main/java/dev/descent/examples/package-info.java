/// Small programs, one idea a file. `./descent example` lists and runs them.
@NullMarked
package dev.descent.examples;

import org.jspecify.annotations.NullMarked;
