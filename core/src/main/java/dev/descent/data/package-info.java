/// Data sets, their files, and the digits that are drawn when there are none.
@NullMarked
package dev.descent.data;

import org.jspecify.annotations.NullMarked;
