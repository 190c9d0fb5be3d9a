package dev.descent.cli;

import dev.descent.nn.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/// Reads the words on the command line, with errors that say what was expected.
final class Converters {
  private Converters() {}

  /// Makes a command and its subcommands use these.
  static void register(CommandLine command) {
    command.registerConverter(int.class, Converters::wholeNumber);
    command.registerConverter(Integer.class, Converters::wholeNumber);
    command.registerConverter(long.class, Converters::longNumber);
    command.registerConverter(double.class, Converters::number);
    command.registerConverter(Double.class, Converters::number);
    command.registerConverter(HiddenLayers.class, HiddenLayers::parse);
    command.registerConverter(
        Activation.class,
        word -> choice("activation", word, Activation.values(), Activation::label));
  }

  static int wholeNumber(String text) {
    long number = longNumber(text);
    if (number != (int) number) {
      throw new TypeConversionException(
          "%s is too %s".formatted(text, number < 0 ? "small" : "large"));
    }
    return (int) number;
  }

  private static long longNumber(String text) {
    if (!text.matches("[+-]?[0-9]+")) {
      throw new TypeConversionException("'%s' is not a whole number".formatted(text));
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "%s is too %s".formatted(text, text.startsWith("-") ? "small" : "large"));
    }
  }

  static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'%s' is not a number".formatted(text));
    }
  }

  private static <T> T choice(
      String kind, String word, T[] values, Function<? super T, String> label) {
    String wanted = word.toLowerCase(Locale.ROOT);
    List<String> labels = Arrays.stream(values).map(label).toList();
    int index = labels.indexOf(wanted);
    if (index < 0) {
      throw new TypeConversionException(Nearest.unknown(kind, wanted, labels));
    }
    return values[index];
  }
}
