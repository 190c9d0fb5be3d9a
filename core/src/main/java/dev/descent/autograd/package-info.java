/// Automatic differentiation: the gradient walk, and the styles in which it is asked for.
@NullMarked
package dev.descent.autograd;

import org.jspecify.annotations.NullMarked;
