/// Experiments that run: the library's own training, with a timeline, and what pages want to see of
/// it.
@NullMarked
package dev.descent.lab.engine;

import org.jspecify.annotations.NullMarked;
