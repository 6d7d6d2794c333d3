package dev.muster.ssh.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the words after a keyword into directives; says what is wrong with them.
final class ValueReader {

  private static final int MAX_FILES = 32;

  /// The class names of IP packets and their numbers; the others are written as numbers.
  private static final List<String> QOS =
      List.of(
          "af11=40",
          "af12=48",
          "af13=56",
          "af21=72",
          "af22=80",
          "af23=88",
          "af31=104",
          "af32=112",
          "af33=120",
          "af41=136",
          "af42=144",
          "af43=152",
          "cs0=0",
          "cs1=32",
          "cs2=64",
          "cs3=96",
          "cs4=128",
          "cs5=160",
          "cs6=192",
          "cs7=224",
          "ef=184",
          "le=4",
          "lowdelay=16",
          "throughput=8",
          "reliability=4");

  private final Keyword keyword;
  private final Words words;
  private final Where where;
  private final Map<String, String> environment;
  private final List<Directive> out;

  ValueReader(
      Keyword keyword,
      Words words,
      Where where,
      Map<String, String> environment,
      List<Directive> out) {
    this.keyword = keyword;
    this.words = words;
    this.where = where;
    this.environment = environment;
    this.out = out;
  }

  void read() throws ConfigException {
    Kind kind = keyword.kind();
    if (kind.hasChoices()) {
      put(choice());
    } else {
      readOther(kind);
    }
    if (!words.isAtEnd()) {
      throw trouble("there is more on the line than its value: \"" + words.next() + "\"");
    }
  }

  private void readOther(Kind kind) throws ConfigException {
    switch (kind) {
      case TEXT -> text();
      case COMMAND -> put(words.rest());
      case NUMBER -> put(Long.toString(number(needed())));
      case PORT -> put(Integer.toString(port(needed())));
      case TIME -> time(keyword);
      case FILE -> out.add(new Directive.Add(keyword, Setting.of(needed(), where)));
      case FILES, WORDS -> many();
      case VERBOSE -> put(List.of(many(MAX_FILES).getFirst()));
      case DOMAINS -> domains();
      case CNAMES -> cnames();
      case OPEN -> permitted();
      case SEND_ENV -> sendEnv();
      case SET_ENV -> setEnv();
      case CIPHERS, MACS, KEX, KEY_TYPES -> algorithms();
      case REKEY -> rekey();
      case JUMP -> jump();
      case FORWARD -> forward();
      case AGENT -> put(agent(needed()));
      case AGENT_FORWARD -> agentForward();
      case AGENT_KEYS -> put(agentKeys(needed(), words.next()));
      case PERSIST -> put(persist(needed()));
      case ESCAPE -> put(escape(needed()));
      case MASK -> put(mask(needed()));
      case DEVICE -> put(device(needed()));
      case QOS -> put(qos());
      default -> throw new IllegalStateException("no reader for " + kind);
    }
  }

  private void put(String value) {
    put(List.of(value));
  }

  private void put(List<String> values) {
    out.add(new Directive.Put(keyword, new Setting(values, where)));
  }

  private ConfigException trouble(String what) {
    return where.trouble(keyword.text() + ": " + what);
  }

  private ConfigException wanted(String wanted, String got) {
    return trouble("wanted " + wanted + ", got \"" + got + "\"");
  }

  private String needed() throws ConfigException {
    String word = words.next();
    if (word == null || word.isEmpty()) {
      throw trouble("it has no value");
    }
    return word;
  }

  private String choice() throws ConfigException {
    String word = needed();
    String choice = keyword.kind().choice(word);
    if (choice == null) {
      throw wanted(keyword.kind().wanted(), word);
    }
    return choice;
  }

  private void text() throws ConfigException {
    String word = needed();
    if (keyword == Keyword.REFUSE_CONNECTION) {
      out.add(new Directive.Refuse(word, where));
    } else {
      put(word);
    }
  }

  private long number(String word) throws ConfigException {
    long number = Numbers.integer(word);
    if (number < 0) {
      throw wanted("a number, 0 to " + Integer.MAX_VALUE, word);
    }
    return number;
  }

  private int port(String word) throws ConfigException {
    int port = Numbers.port(word);
    if (port < 1) {
      throw wanted("a port, 1 to 65535", word);
    }
    return port;
  }

  /// `none` leaves it to a later line.
  private void time(Keyword of) throws ConfigException {
    String word = needed();
    if (word.equals("none")) {
      return;
    }
    out.add(new Directive.Put(of, Setting.of(Long.toString(seconds(word)), where)));
  }

  private long seconds(String word) throws ConfigException {
    long seconds = Numbers.seconds(word);
    if (seconds < 0) {
      throw wanted("a time such as 30, 90s or 1h30m", word);
    }
    return seconds;
  }

  private void many() throws ConfigException {
    put(many(keyword == Keyword.REVOKED_HOST_KEYS ? Integer.MAX_VALUE : MAX_FILES));
  }

  private List<String> many(int limit) throws ConfigException {
    List<String> values = new ArrayList<>(2);
    for (String word = words.next(); word != null; word = words.next()) {
      if (word.isEmpty()) {
        throw trouble("one of its values is empty");
      }
      if (word.equalsIgnoreCase("none") && (!values.isEmpty() || !words.isAtEnd())) {
        throw trouble("\"none\" must stand alone");
      }
      values.add(word);
    }
    if (values.isEmpty()) {
      throw trouble("it has no value");
    }
    if (values.size() > limit) {
      throw trouble("it has " + values.size() + " values; at most " + limit + " are possible");
    }
    return List.copyOf(values);
  }

  private void domains() throws ConfigException {
    List<String> domains = new ArrayList<>();
    for (String word : many(MAX_FILES)) {
      if (!Domains.isValid(word)) {
        throw wanted("a domain's name", word);
      }
      String small = word.toLowerCase(Locale.ROOT);
      domains.add(small.endsWith(".") ? small.substring(0, small.length() - 1) : small);
    }
    put(List.copyOf(domains));
  }

  private void cnames() throws ConfigException {
    List<String> rules = new ArrayList<>();
    for (String word : many(MAX_FILES)) {
      int colon = word.indexOf(':');
      if (word.equals("*")) {
        rules.add("*:*");
      } else if (word.equalsIgnoreCase("none")) {
        rules.add("none");
      } else if (colon < 0 || colon + 1 == word.length()) {
        throw wanted("patterns:patterns, * or none", word);
      } else {
        rules.add(word.toLowerCase(Locale.ROOT));
      }
    }
    put(List.copyOf(rules));
  }

  private void permitted() throws ConfigException {
    List<String> targets = many(Integer.MAX_VALUE);
    for (String target : targets) {
      boolean alone = target.equalsIgnoreCase("any") || target.equalsIgnoreCase("none");
      int colon = target.lastIndexOf(':');
      String port = target.substring(colon + 1);
      boolean good = colon >= 0 && (port.equals("*") || Numbers.port(port) > 0);
      if (alone ? targets.size() > 1 : !good) {
        throw wanted("any, none, or HOST:PORT", target);
      }
    }
    put(targets);
  }

  private void sendEnv() throws ConfigException {
    List<String> names = new ArrayList<>();
    for (String word = words.next(); word != null; word = words.next()) {
      if (word.isEmpty() || word.indexOf('=') >= 0) {
        throw wanted("names of variables", word);
      }
      names.add(word);
    }
    if (!names.isEmpty()) {
      out.add(new Directive.SendEnv(List.copyOf(names)));
    }
  }

  private void setEnv() throws ConfigException {
    List<String> pairs = new ArrayList<>();
    for (String word = words.next(); word != null; word = words.next()) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        throw wanted("NAME=VALUE", word);
      }
      String name = word.substring(0, equals + 1);
      if (pairs.stream().noneMatch(pair -> pair.startsWith(name))) {
        pairs.add(word);
      }
    }
    if (!pairs.isEmpty()) {
      put(List.copyOf(pairs));
    }
  }

  private void algorithms() throws ConfigException {
    String list = needed();
    String stranger = AlgorithmNames.stranger(keyword.kind(), list);
    if (!stranger.isEmpty()) {
      throw trouble("\"" + stranger + "\" is no algorithm that is known; see ssh -Q help");
    }
    put(list);
  }

  private void rekey() throws ConfigException {
    String word = needed();
    long bytes = word.equals("default") ? 0 : Numbers.bytes(word);
    if (bytes < 0 || (bytes > 0 && bytes < 16)) {
      throw wanted("default or bytes such as 64K, 512M or 1G", word);
    }
    put(Long.toString(bytes));
    if (!words.isAtEnd()) {
      time(Keyword.REKEY_INTERVAL);
    }
  }

  private void jump() throws ConfigException {
    String line = words.rest();
    int comment = line.indexOf('#');
    String text = (comment < 0 ? line : line.substring(0, comment)).stripTrailing();
    if (JumpHost.isNone(text)) {
      put("none");
      return;
    }
    List<JumpHost> hops = JumpHost.parseAll(text);
    if (hops == null) {
      throw wanted("[USER@]HOST[:PORT] with commas between, or none", text);
    }
    List<String> values = new ArrayList<>(List.of(text.split(",", -1)));
    values.set(values.size() - 1, hops.getLast().toString());
    put(List.copyOf(values));
  }

  private void forward() throws ConfigException {
    String listen = needed();
    boolean remote = keyword == Keyword.REMOTE_FORWARD;
    String target = keyword == Keyword.DYNAMIC_FORWARD ? null : words.next();
    if (keyword == Keyword.LOCAL_FORWARD && (target == null || target.isEmpty())) {
      throw trouble("it has no target; write LocalForward [HOST:]PORT HOST:PORT");
    }
    boolean dynamic = target == null || target.isEmpty();
    String text = expanded(dynamic ? listen : listen + ":" + target);
    Forward forward = Forward.parse(text, dynamic, remote);
    if (forward == null) {
      throw wanted("[HOST:]PORT HOST:PORT, or paths of sockets", text);
    }
    out.add(new Directive.AddForward(forward, remote));
  }

  private String expanded(String text) throws ConfigException {
    try {
      return Expansion.of(text, null, environment);
    } catch (Expansion.Trouble e) {
      throw where.trouble(keyword.text() + ": " + e.getMessage(), e);
    }
  }

  /// A path, which may hold variables, or `$NAME`.
  private String agent(String word) throws ConfigException {
    expanded(word);
    if (word.startsWith("$") && !word.startsWith("${") && !isName(word.substring(1))) {
      throw wanted("a path, none, SSH_AUTH_SOCK or $NAME", word);
    }
    return word;
  }

  private static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '_' && !Numbers.isDigit(c) && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private void agentForward() throws ConfigException {
    String word = needed();
    String flag = Kind.FLAG.choice(word);
    put(flag == null ? "yes" : flag);
    if (flag == null) {
      Setting path = Setting.of(agent(word), where);
      out.add(new Directive.Put(Keyword.FORWARD_AGENT_PATH, path));
    }
  }

  private String agentKeys(String word, @Nullable String lifetime) throws ConfigException {
    String answer = word.equalsIgnoreCase("confirm") ? "confirm" : Kind.ASK.choice(word);
    if (answer == null && lifetime == null) {
      long seconds = seconds(word);
      return seconds == 0 ? "true" : Long.toString(seconds);
    }
    if (answer == null || (lifetime != null && !answer.equals("confirm"))) {
      throw wanted("yes, no, ask, confirm [TIME] or a time", word);
    }
    long seconds = lifetime == null ? 0 : seconds(lifetime);
    return seconds == 0 ? answer : answer + " " + seconds;
  }

  private String persist(String word) throws ConfigException {
    return switch (word) {
      case "no", "false" -> "no";
      case "yes", "true" -> "yes";
      default -> seconds(word) == 0 ? "yes" : Long.toString(seconds(word));
    };
  }

  private String escape(String word) throws ConfigException {
    if (word.equals("none") || word.length() == 1) {
      return word;
    }
    if (word.length() == 2
        && word.charAt(0) == '^'
        && word.charAt(1) >= 64
        && word.charAt(1) < 128) {
      return "\\^" + (char) ((word.charAt(1) & 31) + 64);
    }
    throw wanted("a character, ^LETTER or none", word);
  }

  private String mask(String word) throws ConfigException {
    int value = 0;
    for (int i = 0; i < word.length(); i++) {
      int digit = word.charAt(i) - '0';
      value = digit < 0 || digit > 7 || value > 0777 ? -1 : value * 8 + digit;
      if (value < 0 || value > 0777) {
        throw wanted("an octal number, 0 to 0777", word);
      }
    }
    return "0" + Integer.toOctalString(value);
  }

  private String device(String word) throws ConfigException {
    int colon = word.indexOf(':');
    String local = colon < 0 ? word : word.substring(0, colon);
    String remote = colon < 0 ? "any" : word.substring(colon + 1);
    return unit(local, word) + ":" + unit(remote, word);
  }

  private String unit(String text, String word) throws ConfigException {
    if (text.equalsIgnoreCase("any")) {
      return "any";
    }
    if (Numbers.integer(text) < 0) {
      throw wanted("a device's number or any, one or two with a colon between", word);
    }
    return Long.toString(Numbers.integer(text));
  }

  private String qos() throws ConfigException {
    String interactive = qos(needed());
    String bulk = words.next();
    return interactive + " " + (bulk == null ? interactive : qos(bulk));
  }

  private String qos(String word) throws ConfigException {
    String name = word.toLowerCase(Locale.ROOT);
    if (name.equals("none")) {
      return name;
    }
    int number = -1;
    for (String known : QOS) {
      if (known.startsWith(name + "=")) {
        number = Integer.parseInt(known.substring(name.length() + 1));
      }
    }
    number = number < 0 ? classNumber(name) : number;
    if (number < 0 || number > 255) {
      throw wanted("a class such as af21 or ef, a number to 255, or none", word);
    }
    for (String known : QOS) {
      if (known.endsWith("=" + number)) {
        return known.substring(0, known.indexOf('='));
      }
    }
    return number < 16 ? "0x0" + Integer.toHexString(number) : "0x" + Integer.toHexString(number);
  }

  /// Returns the number of a class as [#qos] writes it; -1 for `none`.
  static int serviceClass(String written) {
    for (String known : QOS) {
      if (known.startsWith(written + "=")) {
        return Integer.parseInt(known.substring(written.length() + 1));
      }
    }
    return classNumber(written);
  }

  /// A number as C writes it: decimal, `0x` hexadecimal, `0` octal.
  private static int classNumber(String text) {
    try {
      return text.isEmpty() ? -1 : Integer.decode(text);
    } catch (NumberFormatException e) {
      return -1; // no number, which is the answer
    }
  }
}
