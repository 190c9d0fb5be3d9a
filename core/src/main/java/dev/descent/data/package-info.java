/// Data sets, loaders and readers.
@NullMarked
package dev.descent.data;

import org.jspecify.annotations.NullMarked;
