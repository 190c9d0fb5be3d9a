/// One scalar at a time: the numbers, neurons and networks of the first lessons.
@NullMarked
package dev.descent.scalar;

import org.jspecify.annotations.NullMarked;
