/// From a graph of tensors to work on the processor: tape, plan, plan cache, memory, tiles.
@NullMarked
package dev.descent.exec;

import org.jspecify.annotations.NullMarked;
