/// The document that describes a whole experiment, checked like any input.
@NullMarked
package dev.descent.lab.state;

import org.jspecify.annotations.NullMarked;
