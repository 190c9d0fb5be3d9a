/// What runs: matrix products and the worker pool.
@NullMarked
package dev.descent.kernel;

import org.jspecify.annotations.NullMarked;
