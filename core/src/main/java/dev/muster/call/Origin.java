package dev.muster.call;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// Where classes come from: a folder, a jar, or what else a loader reads them from. Names in it
/// have slashes, as in `com/example/data.txt`.
public sealed interface Origin {

  /// Opens what has this name, without following it out of this origin.
  ///
  /// @throws FileNotFoundException if there is nothing of this name
  InputStream open(String name) throws IOException;

  /// A folder of files.
  record Folder(Path path) implements Origin {

    /// The real path is looked at, so that a link that leads out of the folder hands out nothing.
    @Override
    public InputStream open(String name) throws IOException {
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

  /// A jar. Of a jar for several releases, it has what this JVM sees.
  record Jar(Path path) implements Origin {

    @Override
    public InputStream open(String name) throws IOException {
      JarFile jar = open(path);
      try {
        JarEntry entry = jar.getJarEntry(name);
        if (entry == null || entry.isDirectory()) {
          throw new FileNotFoundException(name);
        }
        return new JarEntryStream(jar, jar.getInputStream(entry));
      } catch (IOException | RuntimeException e) {
        jar.close();
        throw e;
      }
    }

    static JarFile open(Path path) throws IOException {
      return new JarFile(path.toFile(), false, ZipFile.OPEN_READ, Runtime.version());
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /// Anything else that has a place for each name under one base, such as a module of a linked
  /// image.
  record Elsewhere(String base) implements Origin {

    @Override
    public InputStream open(String name) throws IOException {
      try {
        return URI.create(base)
            .resolve(new URI(null, null, name, null).getRawPath())
            .toURL()
            .openStream();
      } catch (URISyntaxException | IllegalArgumentException e) {
        throw new FileNotFoundException(name);
      }
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
    try {
      return of(found.toURI(), name);
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return null;
    }
  }

  private static @Nullable Origin of(URI found, String name) {
    String text = found.toString();
    if (text.startsWith("jar:file:") && text.indexOf("!/") == text.lastIndexOf("!/")) {
      return new Jar(Path.of(URI.create(text.substring("jar:".length(), text.indexOf("!/")))));
    }
    if ("file".equals(found.getScheme())) {
      Path file = Path.of(found);
      Path folder = file;
      for (int i = name.split("/", -1).length; i > 0 && folder != null; i--) {
        folder = folder.getParent();
      }
      return folder == null ? null : new Folder(folder);
    }
    return text.endsWith("/" + name)
        ? new Elsewhere(text.substring(0, text.length() - name.length()))
        : null;
  }
}
