/// Files: tensors (safetensors), JSON, JSON lines, and writing that never leaves half a file.
@NullMarked
package dev.descent.io;

import org.jspecify.annotations.NullMarked;
