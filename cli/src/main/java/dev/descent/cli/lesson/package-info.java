/// What the lessons compute: small trainings whose every number can be looked at.
@NullMarked
package dev.descent.cli.lesson;

import org.jspecify.annotations.NullMarked;
