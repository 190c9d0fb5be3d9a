/// How long a step of training takes on a machine, by measurement and by a model of its cost.
@NullMarked
package dev.descent.cli.scaling;

import org.jspecify.annotations.NullMarked;
