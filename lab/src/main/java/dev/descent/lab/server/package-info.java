/// The lab's server: loopback only, one page a socket, everything checked.
@NullMarked
package dev.descent.lab.server;

import org.jspecify.annotations.NullMarked;
