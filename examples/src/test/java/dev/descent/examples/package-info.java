@NullMarked
package dev.descent.examples;

import org.jspecify.annotations.NullMarked;
