@NullMarked
package dev.descent.scalar;

import org.jspecify.annotations.NullMarked;
