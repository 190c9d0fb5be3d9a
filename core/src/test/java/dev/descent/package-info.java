/// Tests of the whole: from data to trained weights.
@NullMarked
package dev.descent;

import org.jspecify.annotations.NullMarked;
