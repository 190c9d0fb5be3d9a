@NullMarked
package dev.descent.bench;

import org.jspecify.annotations.NullMarked;
