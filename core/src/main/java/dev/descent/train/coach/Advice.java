package dev.descent.train.coach;

/// What the coach has to say.
///
/// @param rule the name of the rule that found it, such as `learning-rate-high`
/// @param evidence the figures, in a few words
/// @param text what happens, in a plain sentence
/// @param suggestion what to change
public record Advice(String rule, String evidence, String text, String suggestion) {
  /// The sentence with the figures behind it.
  public String sentence() {
    return text + " (" + evidence + ").";
  }
}
