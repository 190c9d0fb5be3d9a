@NullMarked
package dev.descent.bench.kernels;

import org.jspecify.annotations.NullMarked;
