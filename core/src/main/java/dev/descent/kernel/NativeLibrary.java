package dev.descent.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The oneDNN library and the OpenMP runtime it needs, found as resources of `org.bytedeco:dnnl`,
/// loaded from a cache.
///
/// @param lookups oneDNN first, then the OpenMP runtime
/// @param origin the file that oneDNN was loaded from
public record NativeLibrary(List<SymbolLookup> lookups, Path origin) {

  /// Where a platform's files are.
  ///
  /// @param folder the resource folder, also the platform's name
  /// @param openMp the OpenMP runtime's file name
  /// @param bundled whether the runtime is among the resources, rather than part of the system
  /// @param oneDnn the library's file name
  private record Platform(String folder, String openMp, boolean bundled, String oneDnn) {}

  private static final List<Platform> PLATFORMS =
      List.of(
          new Platform("linux-x86_64", "libgomp.so.1", true, "libdnnl.so.3"),
          new Platform("linux-arm64", "libgomp.so.1", true, "libdnnl.so.3"),
          new Platform("macosx-x86_64", "libiomp5.dylib", true, "libdnnl.3.dylib"),
          new Platform("macosx-arm64", "libomp.dylib", true, "libdnnl.3.dylib"),
          new Platform("windows-x86_64", "vcomp140.dll", false, "dnnl.dll"));

  /// Loads the library of this platform.
  ///
  /// - **Throws** [NativeLibraryException] if it is switched off, missing, cannot be unpacked or
  ///   does not load
  public static NativeLibrary load() throws NativeLibraryException {
    if ("off".equalsIgnoreCase(System.getProperty("descent.native"))) {
      throw new NativeLibraryException("switched off by -Ddescent.native=off");
    }
    if ("off".equalsIgnoreCase(System.getenv("DESCENT_NATIVE"))) {
      throw new NativeLibraryException("switched off by DESCENT_NATIVE=off");
    }
    Platform platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    List<NativeResource> resources = resources(platform);
    Path cached = cacheRoot();
    if (cached != null) {
      try {
        return open(platform, NativeCache.unpack(resources, cached, platform.folder));
      } catch (IOException e) {
        // The cache cannot be written: a folder for this process alone serves as well, at the price
        // of unpacking.
        return openOnce(platform, resources);
      }
    }
    return openOnce(platform, resources);
  }

  /// The address of a function of oneDNN or of its OpenMP runtime.
  ///
  /// Looking in oneDNN first matters: it finds the runtime that oneDNN itself is bound to, should
  /// there be two.
  public MemorySegment find(String function) throws NativeLibraryException {
    for (SymbolLookup lookup : lookups) {
      Optional<MemorySegment> address = lookup.find(function);
      if (address.isPresent()) {
        return address.get();
      }
    }
    throw new NativeLibraryException("no function " + function + " in " + origin);
  }

  private static Platform platform(String system, String architecture)
      throws NativeLibraryException {
    String os = system.toLowerCase(Locale.ROOT);
    String family = os.startsWith("mac") ? "macosx" : os.startsWith("windows") ? "windows" : os;
    String cpu =
        switch (architecture) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64" -> "arm64";
          default -> architecture;
        };
    for (Platform platform : PLATFORMS) {
      if (platform.folder.equals(family + "-" + cpu)) {
        return platform;
      }
    }
    throw new NativeLibraryException("oneDNN has no library for " + system + " on " + architecture);
  }

  private static List<NativeResource> resources(Platform platform) throws NativeLibraryException {
    List<NativeResource> resources = new ArrayList<>();
    resources.add(resource(platform, platform.oneDnn));
    if (platform.bundled) {
      resources.add(resource(platform, platform.openMp));
    }
    return resources;
  }

  private static NativeResource resource(Platform platform, String file)
      throws NativeLibraryException {
    String path = "org/bytedeco/dnnl/" + platform.folder + "/" + file;
    try {
      NativeResource resource = NativeResource.find(path, file);
      if (resource == null) {
        throw new NativeLibraryException(
            "no "
                + path
                + " on the class path; add org.bytedeco:dnnl with classifier "
                + platform.folder);
      }
      return resource;
    } catch (IOException e) {
      throw new NativeLibraryException("cannot read " + path + ": " + e, e);
    }
  }

  private static @Nullable Path cacheRoot() {
    try {
      String xdg = System.getenv("XDG_CACHE_HOME");
      Path root =
          xdg == null || xdg.isEmpty()
              ? Path.of(System.getProperty("user.home"), ".cache")
              : Path.of(xdg);
      return root.isAbsolute() ? root.resolve("descent").resolve("native") : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /// Unpacks to a folder that only this user can write to, since a shared one could be prepared by
  /// somebody else.
  private static NativeLibrary openOnce(Platform platform, List<NativeResource> resources)
      throws NativeLibraryException {
    try {
      Path folder = Files.createTempDirectory("descent-native");
      try {
        return open(platform, NativeCache.unpack(resources, folder, platform.folder));
      } finally {
        // A loaded library stays in memory without its file; where the system objects, the file
        // goes at exit.
        NativeCache.deleteOrDeferToExit(folder);
      }
    } catch (IOException e) {
      throw new NativeLibraryException(
          "cannot unpack oneDNN, neither to the cache nor to "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + e,
          e);
    }
  }

  @SuppressWarnings("restricted")
  private static NativeLibrary open(Platform platform, Path folder) throws NativeLibraryException {
    try {
      // In this order: oneDNN binds to the runtime that is already loaded.
      SymbolLookup openMp =
          platform.bundled
              ? SymbolLookup.libraryLookup(folder.resolve(platform.openMp), Arena.global())
              : SymbolLookup.libraryLookup(platform.openMp, Arena.global());
      SymbolLookup oneDnn =
          SymbolLookup.libraryLookup(folder.resolve(platform.oneDnn), Arena.global());
      return new NativeLibrary(List.of(oneDnn, openMp), folder.resolve(platform.oneDnn));
    } catch (IllegalArgumentException e) {
      throw new NativeLibraryException(
          "cannot load oneDNN from " + folder + ": " + e.getMessage(), e);
    }
  }
}
