<<<<<<< HEAD
/// What runs: matrix products, fused loops, the worker pool, and the slow reference in double precision.
=======
/// What runs: matrix products and the worker pool.
>>>>>>> kernel
@NullMarked
package dev.descent.kernel;

import org.jspecify.annotations.NullMarked;
