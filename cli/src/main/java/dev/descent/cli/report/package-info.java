/// The report: one HTML page that shows what runs did.
@NullMarked
package dev.descent.cli.report;

import org.jspecify.annotations.NullMarked;
