package dev.muster.ssh.config;

import dev.muster.ssh.config.Criterion.Test;
import dev.muster.ssh.data.Wildcard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the text of configuration files into blocks, and the files that they include. Every value
/// is checked here, whichever hosts it is for: OpenSSH refuses a file with a mistake in any block.
final class ConfigParser {

  /// As OpenSSH's.
  private static final int MAX_DEPTH = 16;

  private static final int MAX_LINE = 64 << 10;

  /// Files that include each other twice would be 65,536 files at the greatest depth.
  private static final int MAX_TEXTS = 4096;

  private static final String EXEC_TOKENS = "CLdhijklnpru";

  private final ConfigFiles files;
  private final LocalSide local;
  private final Expansion.Tokens hostless;
  private int texts;

  ConfigParser(ConfigFiles files, LocalSide local) {
    this.files = files;
    this.local = local;
    this.hostless = new HostlessTokens(local);
  }

  /// Reads a file's bytes.
  ///
  /// @param user whether the file is the user's: names in it are relative to `~/.ssh`, and else to
  ///   `/etc/ssh`
  ConfigText parse(String file, byte[] bytes, boolean user) throws ConfigException {
    return new Reading(file, user, 0).read(bytes);
  }

  /// Reads one `Name=value` of a command line.
  List<Directive> parseOption(String option) throws ConfigException {
    Reading reading = new Reading("option \"" + option + "\"", true, 0);
    String name = new LineCursor(option).next();
    String small = name == null ? "" : name.toLowerCase(Locale.ROOT);
    if (small.equals("host") || small.equals("match") || small.equals("include")) {
      throw new Where(reading.file, 0).trouble("only a file can have " + name);
    }
    reading.line(option, 0);
    return reading.directives;
  }

  /// One file on its way.
  private final class Reading {

    private final String file;
    private final boolean user;
    private final int depth;
    private final List<Block> blocks = new ArrayList<>();
    private List<Directive> directives = new ArrayList<>();
    private Condition condition = new Condition.Always();
    private boolean wantsFinal;

    Reading(String file, boolean user, int depth) {
      this.file = file;
      this.user = user;
      this.depth = depth;
    }

    ConfigText read(byte[] bytes) throws ConfigException {
      texts++;
      if (texts > MAX_TEXTS) {
        throw new Where(file, 0).trouble("more than " + MAX_TEXTS + " files are included");
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      int number = 0;
      int begin = 0;
      while (begin < text.length()) {
        int newline = text.indexOf('\n', begin);
        int end = newline < 0 ? text.length() : newline;
        number++;
        if (end - begin > MAX_LINE) {
          throw new Where(file, number)
              .trouble("the line has " + (end - begin) + " characters; at most " + MAX_LINE);
        }
        line(text.substring(begin, end), number);
        begin = end + 1;
      }
      close(condition);
      boolean always = false;
      for (Block block : blocks) {
        always |= block.always();
      }
      return new ConfigText(blocks, wantsFinal, always);
    }

    /// Ends the block and begins one with `next`.
    private void close(Condition next) {
      boolean always = false;
      for (Directive directive : directives) {
        always |= isAlways(directive);
      }
      blocks.add(new Block(condition, List.copyOf(directives), always));
      directives = new ArrayList<>();
      condition = next;
    }

    /// OpenSSH takes `StreamLocalBindMask` and `SyslogFacility` from every block, whoever it is
    /// for.
    ///
    /// No switch over types: the first one costs a start more than a file of a thousand lines.
    private boolean isAlways(Directive directive) {
      if (directive instanceof Directive.Include include) {
        boolean always = false;
        for (ConfigText text : include.texts()) {
          always |= text.always();
        }
        return always;
      }
      return directive instanceof Directive.Unknown
          || (directive instanceof Directive.Put put && isAlways(put.keyword()));
    }

    private boolean isAlways(Keyword keyword) {
      return keyword == Keyword.STREAM_LOCAL_BIND_MASK || keyword == Keyword.SYSLOG_FACILITY;
    }

    private void line(String raw, int number) throws ConfigException {
      Where where = new Where(file, number);
      LineCursor cursor = new LineCursor(withoutEnd(raw));
      String name = cursor.next();
      if (name != null && name.isEmpty()) {
        name = cursor.next();
      }
      if (name == null || name.isEmpty() || name.startsWith("#")) {
        return;
      }
      String rest = cursor.rest();
      if (rest.isEmpty()) {
        throw where.trouble(name + " has no value");
      }
      if (rest.indexOf('\0') >= 0) {
        throw where.trouble(name + " has a NUL character in its value");
      }
      Words words = Words.of(rest);
      if (words == null) {
        throw where.trouble(name + ": a quote is not closed");
      }
      directive(name.toLowerCase(Locale.ROOT), rest, words, where);
    }

    private void directive(String name, String rest, Words words, Where where)
        throws ConfigException {
      Keyword keyword = Keyword.named(name);
      if (keyword != null) {
        new ValueReader(keyword, words, where, local.environment(), directives).read();
      } else if (name.equals("host")) {
        close(host(words, where));
      } else if (name.equals("match")) {
        close(match(rest, where));
      } else if (name.equals("include")) {
        include(words, where);
      } else if (!Keyword.isPassedOver(name)) {
        directives.add(new Directive.Unknown(name, where));
      }
    }

    private Condition host(Words words, Where where) throws ConfigException {
      List<Condition.Host.Name> names = new ArrayList<>(2);
      for (String word = words.next(); word != null; word = words.next()) {
        if (word.isEmpty()) {
          throw where.trouble("Host: one of its patterns is empty");
        }
        boolean negated = word.startsWith("!");
        Wildcard pattern = Wildcard.of(negated ? word.substring(1) : word);
        names.add(new Condition.Host.Name(pattern, negated));
      }
      return new Condition.Host(List.copyOf(names));
    }

    private Condition match(String rest, Where where) throws ConfigException {
      List<Criterion> criteria = new ArrayList<>(2);
      LineCursor cursor = new LineCursor(rest);
      String word = cursor.next();
      while (word != null && !word.isEmpty() && !word.startsWith("#")) {
        boolean negated = word.startsWith("!");
        String name = (negated ? word.substring(1) : word).toLowerCase(Locale.ROOT);
        Test test = test(name, cursor, criteria.size(), where);
        wantsFinal |= name.equals("final") && !negated;
        criteria.add(new Criterion(test, negated));
        word = test instanceof Test.All ? null : cursor.next();
      }
      if (criteria.isEmpty()) {
        throw where.trouble("Match has no criterion; write Match all for every host");
      }
      return new Condition.Match(List.copyOf(criteria), where);
    }

    private Test test(String name, LineCursor cursor, int before, Where where)
        throws ConfigException {
      if (name.equals("all")) {
        String more = cursor.next();
        if (before > 1 || (more != null && !more.isEmpty() && !more.startsWith("#"))) {
          throw where.trouble("Match: all cannot stand with other criteria");
        }
        return new Test.All();
      }
      if (name.equals("canonical") || name.equals("final")) {
        return new Test.SecondReading();
      }
      String value = cursor.next();
      if (value == null || value.isEmpty() || value.startsWith("#")) {
        throw where.trouble("Match: " + name + " has no value");
      }
      return switch (name) {
        case "host" -> new Test.HostName(PatternList.ofNames(value));
        case "originalhost" -> new Test.OriginalHost(PatternList.ofNames(value));
        case "user" -> new Test.User(PatternList.of(value));
        case "localuser" -> new Test.LocalUser(PatternList.of(value));
        case "tagged" -> new Test.Tagged(value, PatternList.of(value));
        case "localnetwork" -> localNetwork(value, where);
        case "exec" -> exec(value, where);
        default ->
            throw where.trouble(
                "Match: \""
                    + name
                    + "\" is no criterion that is known; these are: all, canonical, exec, final,"
                    + " host, localnetwork, localuser, originalhost, tagged, user");
      };
    }

    private Test localNetwork(String value, Where where) throws ConfigException {
      List<Network> networks = Network.parseAll(value);
      if (networks == null) {
        throw where.trouble("Match localnetwork: wanted ADDRESS/BITS, got \"" + value + "\"");
      }
      return new Test.LocalNetwork(networks);
    }

    private Test exec(String value, Where where) throws ConfigException {
      try {
        Expansion.of(value, new ExecTokens(), null);
      } catch (Expansion.Trouble e) {
        throw where.trouble("Match exec: " + e.getMessage(), e);
      }
      return new Test.Exec(value);
    }

    private void include(Words words, Where where) throws ConfigException {
      List<ConfigText> included = new ArrayList<>();
      for (String word = words.next(); word != null; word = words.next()) {
        if (word.isEmpty()) {
          throw where.trouble("Include: one of its names is empty");
        }
        include(path(word, where), where, included);
      }
      directives.add(new Directive.Include(List.copyOf(included)));
    }

    private void include(String pattern, Where where, List<ConfigText> included)
        throws ConfigException {
      try {
        for (String name : files.matching(pattern)) {
          if (depth == MAX_DEPTH) {
            throw where.trouble(
                "Include: files include each other " + MAX_DEPTH + " deep; no more");
          }
          Optional<byte[]> bytes = files.read(name, true);
          if (bytes.isPresent()) {
            ConfigText text = new Reading(name, user, depth + 1).read(bytes.get());
            wantsFinal |= text.wantsFinal();
            included.add(text);
          }
        }
      } catch (IOException e) {
        throw where.trouble("Include " + pattern + ": " + e.getMessage(), e);
      }
    }

    /// Makes a name absolute. What is for one host only cannot stand in a name: the files are read
    /// once for all hosts.
    private String path(String word, Where where) throws ConfigException {
      String path;
      try {
        path = Expansion.of(word, hostless, local.environment());
      } catch (Expansion.Trouble e) {
        throw where.trouble("Include: " + e.getMessage(), e);
      }
      if (path.startsWith("/")) {
        return path;
      }
      if (!path.startsWith("~")) {
        return (user ? local.home() + "/.ssh/" : "/etc/ssh/") + path;
      }
      if (!user || !path.startsWith("~/")) {
        throw where.trouble("Include: \"" + path + "\" is no name that can be used here");
      }
      return local.home() + path.substring(1);
    }
  }

  /// Says which tokens there are, for a check.
  private static final class ExecTokens implements Expansion.Tokens {
    @Override
    public @Nullable String of(char token) {
      return EXEC_TOKENS.indexOf(token) < 0 ? null : "";
    }
  }

  /// The tokens that are the same for every host. A class, not a lambda: the first lambda costs a
  /// start some milliseconds.
  private record HostlessTokens(LocalSide local) implements Expansion.Tokens {
    @Override
    public @Nullable String of(char token) {
      return switch (token) {
        case 'd' -> local.home();
        case 'i' -> Long.toString(local.uid());
        case 'l' -> local.hostName();
        case 'L' -> local.shortHostName();
        case 'u' -> local.user();
        default -> null;
      };
    }
  }

  private static String withoutEnd(String line) {
    int end = line.length();
    while (end > 0 && " \t\r\n\f".indexOf(line.charAt(end - 1)) >= 0) {
      end--;
    }
    return line.substring(0, end);
  }
}
