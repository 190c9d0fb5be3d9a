/// What runs: matrix products, fused loops, the worker pool, and the slow reference in double
/// precision.
@NullMarked
package dev.descent.kernel;

import org.jspecify.annotations.NullMarked;
