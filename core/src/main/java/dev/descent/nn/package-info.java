/// Layers, modules, losses and initialisers.
@NullMarked
package dev.descent.nn;

import org.jspecify.annotations.NullMarked;
