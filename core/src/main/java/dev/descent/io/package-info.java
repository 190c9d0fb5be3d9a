/// Files: tensors (safetensors, NumPy), JSON, JSON lines, TensorBoard, and writing that never
/// leaves half a file.
@NullMarked
package dev.descent.io;

import org.jspecify.annotations.NullMarked;
