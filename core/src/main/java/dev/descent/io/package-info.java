/// Files: safetensors, JSON, atomic writes.
@NullMarked
package dev.descent.io;

import org.jspecify.annotations.NullMarked;
