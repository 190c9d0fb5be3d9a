/// Tensors, their shapes and types, and the operations on them.
@NullMarked
package dev.descent.tensor;

import org.jspecify.annotations.NullMarked;
