package dev.muster.ssh.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Files in memory; the text `denied` cannot be read.
final class MemoryFiles implements ConfigFiles {

  private final Map<String, String> texts = new TreeMap<>();

  MemoryFiles with(String file, String text) {
    texts.put(file, text);
    return this;
  }

  @Override
  public Optional<byte[]> read(String file, boolean checked) throws IOException {
    String text = texts.get(file);
    if ("denied".equals(text)) {
      throw new AccessDeniedException(file);
    }
    return text == null ? Optional.empty() : Optional.of(text.getBytes(UTF_8));
  }

  @Override
  public List<String> matching(String pattern) {
    return texts.keySet().stream().filter(name -> FilePattern.matches(pattern, name)).toList();
  }
}
