package dev.muster.call;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// Where classes come from: a folder, a jar, or what else a loader reads them from. Names in it
/// have slashes, as in `com/example/data.txt`.
public sealed interface Origin {

  /// Who looks: some places need to know.
  ///
  /// @param loader the loader that sees the place, or null if it is gone
  /// @param java the release whose classes a jar for several of them gives
  record Looker(@Nullable ClassLoader loader, int java) {}

  /// Opens what has this name, without following it out of this origin.
  ///
  /// @param name that has no `..` in it
  /// @throws FileNotFoundException if there is nothing of this name
  InputStream open(String name, Looker looker) throws IOException;

  /// A folder of files.
  record Folder(Path path) implements Origin {

    /// The real path is looked at, so that a link that leads out of the folder hands out nothing.
    @Override
    public InputStream open(String name, Looker looker) throws IOException {
      Path base = path.toRealPath();
      Path file;
      try {
        file = base.resolve(name).toRealPath();
      } catch (IOException | IllegalArgumentException e) {
        throw new FileNotFoundException(name);
      }
      if (!file.startsWith(base) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileNotFoundException(name);
      }
      return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /// A jar.
  record Jar(Path path) implements Origin {

    @Override
    public InputStream open(String name, Looker looker) throws IOException {
      JarFile jar = opened(path, looker.java());
      try {
        return new JarEntryStream(jar, entry(jar, name));
      } catch (IOException | RuntimeException e) {
        jar.close();
        throw e;
      }
    }

    static JarFile opened(Path path, int java) throws IOException {
      var version = Runtime.Version.parse(Integer.toString(java));
      return new JarFile(path.toFile(), false, ZipFile.OPEN_READ, version);
    }

    static InputStream entry(JarFile jar, String name) throws IOException {
      JarEntry entry = jar.getJarEntry(name);
      if (entry == null || entry.isDirectory()) {
        throw new FileNotFoundException(name);
      }
      return jar.getInputStream(entry);
    }

    /// As a record's own, which takes a program 5 ms to set up while its first call waits.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Jar jar && jar.path.equals(path);
    }

    @Override
    public int hashCode() {
      return path.hashCode();
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /// Anything else that has a place for each name under one base, such as a module of a linked
  /// image or a jar within a jar.
  record Elsewhere(String base) implements Origin {

    private static final String IMAGE = "jrt:/";

    @Override
    public InputStream open(String name, Looker looker) throws IOException {
      if (base.startsWith(IMAGE)) {
        return opened(URI.create(base + encoded(name)).toURL());
      }
      ClassLoader loader = looker.loader();
      if (loader != null) {
        for (URL place : Collections.list(loader.getResources(name))) {
          if (place.toString().equals(base + encoded(name))) {
            return opened(place);
          }
        }
      }
      throw new FileNotFoundException(name);
    }

    private static InputStream opened(URL place) throws IOException {
      URLConnection connection = place.openConnection();
      connection.setUseCaches(false); // or a jar would stay open for good
      return connection.getInputStream();
    }

    @Override
    public String toString() {
      return base;
    }
  }

  /// The origin of a file that a loader found.
  ///
  /// @param found the place of the file
  /// @param name the name under which it was looked for
  static @Nullable Origin of(URL found, String name) {
    String text = found.toString();
    try {
      if (text.startsWith("jar:file:") && text.indexOf("!/") == text.lastIndexOf("!/")) {
        return new Jar(path(text.substring("jar:".length(), text.indexOf("!/"))));
      }
      if (text.startsWith("file:")) {
        return folder(path(text), name);
      }
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return null;
    }
    String end = encoded(name);
    String base = text.endsWith(end) ? text.substring(0, text.length() - end.length()) : "";
    return base.endsWith("/") || base.endsWith(":") ? new Elsewhere(base) : null;
  }

  /// A loader may have been made with an address in which a blank stands for itself.
  private static Path path(String address) {
    return Path.of(URI.create(address.replace(" ", "%20")));
  }

  private static @Nullable Origin folder(Path file, String name) {
    Path folder = file;
    for (int i = name.split("/", -1).length; i > 0 && folder != null; i--) {
      folder = folder.getParent();
    }
    return folder == null ? null : new Folder(folder);
  }

  private static String encoded(String name) {
    try {
      return new URI(null, null, "/" + name, null).getRawPath().substring(1);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }
}
