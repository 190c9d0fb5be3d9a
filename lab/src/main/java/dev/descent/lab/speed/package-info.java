/// How fast the lab is.
@NullMarked
package dev.descent.lab.speed;

import org.jspecify.annotations.NullMarked;
