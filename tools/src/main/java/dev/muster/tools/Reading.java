package dev.muster.tools;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/// Content of files, within a limit.
final class Reading {

  /// What is read of one file unless the caller says otherwise, in bytes.
  static final int STANDARD_LIMIT = 16 * 1024 * 1024;

  private static final int FIRST_BUFFER = 8 * 1024;

  private Reading() {}

  /// Opens a regular file. Others are refused: a pipe that nobody writes to, or a terminal, would
  /// hold the call for ever, and `/dev/zero` has no end.
  static FileChannel open(Path file) throws IOException {
    BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
    if (found.isDirectory()) {
      throw Place.trouble(file, "is a folder where a file is wanted");
    }
    if (!found.isRegularFile()) {
      throw Place.trouble(file, "is a device, socket or pipe where a regular file is wanted");
    }
    return FileChannel.open(file, StandardOpenOption.READ);
  }

  /// Reads a file to its end, whatever size it claims: those under `/proc` claim none.
  ///
  /// @throws IOException if there is more than `most` bytes of it, among other trouble
  static byte[] bytes(Path file, int most) throws IOException {
    if (most < 0) {
      throw new IllegalArgumentException("the limit is at least 0 bytes, got " + most);
    }
    try (FileChannel channel = open(file)) {
      long size = channel.size();
      if (size > most) {
        throw tooLarge(file, size + " bytes", most);
      }
      byte[] content = new byte[(int) Math.min(most, Math.max(size + 1, FIRST_BUFFER))];
      int length = 0;
      while (true) {
        if (length == content.length && length < most) {
          content = Arrays.copyOf(content, (int) Math.min(most, 2L * length));
        }
        int read = read(channel, content, length);
        if (read < 0) {
          return Arrays.copyOf(content, length);
        }
        length += read;
        if (read == 0 && channel.read(ByteBuffer.allocate(1)) > 0) {
          throw tooLarge(file, "more", most);
        } else if (read == 0) {
          return Arrays.copyOf(content, length);
        }
      }
    }
  }

  private static int read(FileChannel channel, byte[] content, int length) throws IOException {
    return length == content.length
        ? 0
        : channel.read(ByteBuffer.wrap(content, length, content.length - length));
  }

  private static IOException tooLarge(Path file, String holds, int most) {
    return Place.trouble(
        file, "holds " + holds + " where " + most + " bytes are the limit; read a part of it");
  }

  /// Reads a file as UTF-8.
  ///
  /// @throws IOException if it is no UTF-8, among other trouble
  static String text(Path file, int most) throws IOException {
    byte[] content = bytes(file, most);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw Place.trouble(file, "is no UTF-8 text; read it as bytes");
    }
  }

  /// Returns whether the file holds just that, without keeping it in memory.
  static boolean holds(Path file, byte[] content) throws IOException {
    try (FileChannel channel = open(file)) {
      if (channel.size() != content.length) {
        return false;
      }
      ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
      int at = 0;
      while (channel.read(buffer) >= 0) {
        int read = buffer.position();
        if (at + read > content.length
            || !Arrays.equals(buffer.array(), 0, read, content, at, at + read)) {
          return false;
        }
        at += read;
        buffer.clear();
      }
      return at == content.length;
    }
  }
}
