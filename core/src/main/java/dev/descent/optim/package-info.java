/// Optimizers.
@NullMarked
package dev.descent.optim;

import org.jspecify.annotations.NullMarked;
