/// Kernels alone, on one thread: what `./descent bench kernels` times.
@NullMarked
package dev.descent.bench.kernels;

import org.jspecify.annotations.NullMarked;
