package dev.descent.lab.engine;

/// A number of a parameter that a person has set.
///
/// @param parameter its dotted name
/// @param index of the element, row-major
/// @param value what it was set to
record Edit(String parameter, int index, float value) {}
