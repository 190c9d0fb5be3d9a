/// Comparisons of Descent with other systems, each in a process of its own.
@NullMarked
package dev.descent.bench;

import org.jspecify.annotations.NullMarked;
