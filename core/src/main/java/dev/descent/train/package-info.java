/// The training loop and its events.
@NullMarked
package dev.descent.train;

import org.jspecify.annotations.NullMarked;
