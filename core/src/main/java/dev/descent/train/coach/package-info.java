/// The coach: rules that explain what they see in a run.
@NullMarked
package dev.descent.train.coach;

import org.jspecify.annotations.NullMarked;
