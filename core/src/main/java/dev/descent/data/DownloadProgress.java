package dev.descent.data;

/// Told how far a download has come.
@FunctionalInterface
public interface DownloadProgress {
  /// Called after each piece that arrives.
  ///
  /// @param file the name of the file on its way
  /// @param received bytes received so far
  /// @param total bytes in all, or −1 if the server does not say
  void onProgress(String file, long received, long total);
}
