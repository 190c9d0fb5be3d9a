/// Charts: described once, drawn as SVG text or PNG pictures.
///
/// A [Chart][dev.descent.cli.plot.Chart] lays itself out as a
/// [Drawing][dev.descent.cli.plot.Drawing], a list of marks in symbolic colours, which
/// [Svg][dev.descent.cli.plot.Svg] and [Png][dev.descent.cli.plot.Png] turn into files.
@NullMarked
package dev.descent.cli.plot;

import org.jspecify.annotations.NullMarked;
