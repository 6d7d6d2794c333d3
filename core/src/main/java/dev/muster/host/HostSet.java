package dev.muster.host;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An ordered set of host names, with algebra and a text form: `web[1-3],!web2` says which
/// machines.
///
/// Immutable and safe for use by many threads. The order is the one given, each name where it first
/// came; two sets are equal if they hold the same names, in whatever order. A name is kept whole
/// and unread: `web1`, `web1.example.com`, `admin@web1:2222`, `10.0.0.1`, `fe80::1%eth0`,
/// `[fe80::1%eth0]:22`, `docker:name`. Names that differ in a letter's case differ.
///
/// ## Expressions
///
/// They are those of ClusterShell (and so of pdsh, as far as pdsh goes) with word lists added.
///
/// ```
/// expression = [ operand { operator operand } ]      read from left to right; blank: the empty set
/// operator   = ","  union                "!"  difference
///            | "&"  intersection         "^"  symmetric difference
/// operand    = ( text | list | address ) { text | list | address }
/// list       = "[" member { "," member } "]"  |  "{" member { "," member } "}"
/// member     = word | number | number "-" number [ "/" step ]
/// ```
///
/// | expression           | hosts                                 | because                         |
/// |----------------------|---------------------------------------|---------------------------------|
/// | `web[1-3,7]`         | web1 web2 web3 web7                   |                                 |
/// | `web[08-10]`         | web08 web09 web10                     | padding is kept                 |
/// | `web[1-10/3]`        | web1 web4 web7 web10                  | every third                     |
/// | `a[1-2]b[1-2]`       | a1b1 a1b2 a2b1 a2b2                   | the last list turns fastest     |
/// | `{db,web}1`          | db1 web1                              | `[db,web]1` says the same       |
/// | `{us-east,us-west}1` | us-east1 us-west1                     | `-` in a word: braces           |
/// | `web[1-4]!web3,web3` | web1 web2 web4 web3                   | left to right, no precedence    |
/// | `web[1-4]&web[3-6]`  | web3 web4                             |                                 |
/// | `web[1-2]^web[2-3]`  | web1 web3                             |                                 |
/// | `web[1-4],!web3`     | web1 web2 web4                        | `,!` is `!`                     |
/// | `[::1]:22`           | [::1]:22                              | an address, not a list          |
///
/// - Blanks (space, tab) may stand around operators and around the members of a list, nowhere else.
/// - `web1` and `web01` are two hosts. Both ends of a padded range have the same number of digits:
///   `[01-100]` is refused, for some programs read it as 01-100 and some as 001-100.
/// - A number of a range has at most 15 digits; a set at most [#MAX_HOSTS] hosts, counted before
///   any name is made (and before names said twice collapse); a name at most 1,024 characters.
/// - A bracket holds an address if it begins a name or follows `@` or `:` and holds hexadecimal
///   digits and two colons at least. Ranges stand beside an address, not in its brackets.
/// - Refused in a name: blanks, control and format characters, what a shell, a glob or this grammar
///   gives a meaning to (quotes, `` ` $ ; < > | ( ) * ? # ``), a first `-` (it would be an option
///   to `ssh` and others), also after `@`, and a first `@`, which begins the name of a group.
///
/// ## Folding
///
/// [#fold] writes a set as a short expression, in time near to linear in the hosts. Its order is
/// its own: names that differ in numbers only stand together, kinds of name sorted by their text,
/// numbers by their count of digits and then by value, as ClusterShell does (`web[9,08,10]`,
/// `a[1-2,10],b1`). Steps and word lists are never written, since other programs read neither.
/// Whatever the set, `parse(set.fold()).equals(set)`.
///
/// Every method that takes a text, a name, a position or a count throws `IllegalArgumentException`
/// if it is not as asked; about a text the message shows the text and the column, counted from 1.
public final class HostSet implements Iterable<String> {

  /// The most hosts that a set may hold.
  public static final int MAX_HOSTS = 10_000_000;

  /// How messages end that tell of too many hosts.
  static final String MOST = "a set holds at most " + grouped(MAX_HOSTS);

  private static final HostSet EMPTY = new HostSet(List.of());

  private final List<String> names;

  /// Where each name is; made when first asked for, and the same whoever makes it.
  private volatile @Nullable Map<String, Integer> positions;

  private HostSet(List<String> names) {
    this.names = names;
  }

  /// Returns the set without hosts.
  public static HostSet empty() {
    return EMPTY;
  }

  /// Returns the hosts that an expression stands for; the empty set if it is blank.
  public static HostSet parse(String expression) {
    return new HostSet(List.copyOf(HostExpression.evaluate(expression)));
  }

  /// Returns the union of the hosts that the expressions stand for. Each is read by itself: a `!`
  /// takes away from its own expression only.
  public static HostSet parse(Collection<String> expressions) {
    var names = new LinkedHashSet<String>();
    for (String expression : expressions) {
      addAll(HostExpression.evaluate(expression), names);
    }
    return new HostSet(List.copyOf(names));
  }

  /// Returns the union of the expressions in a host file, one a line. Blank lines, and what follows
  /// a `#`, say nothing. Each line is read by itself: a `!` takes away from its own line only.
  ///
  /// @param lines without line ends, read to the end; the caller closes it
  /// @param source what messages call the file; they begin `source:line: `, lines counted from 1
  public static HostSet read(Stream<String> lines, String source) {
    var names = new LinkedHashSet<String>();
    Iterator<String> rest = lines.iterator();
    for (int line = 1; rest.hasNext(); line++) {
      addLine(rest.next(), names, source + ":" + line);
    }
    return new HostSet(List.copyOf(names));
  }

  /// Returns the hosts of these names, taken as they stand: `web[1-3]` is refused here.
  public static HostSet of(Collection<String> names) {
    names.forEach(HostName::check);
    var unique = new LinkedHashSet<String>();
    addAll(names, unique);
    return new HostSet(List.copyOf(unique));
  }

  /// Returns the hosts of this set, then those that only `other` holds.
  public HostSet union(HostSet other) {
    var union = new LinkedHashSet<>(names);
    addAll(other.names, union);
    return new HostSet(List.copyOf(union));
  }

  /// Returns the hosts of this set that `other` holds too, in the order of this set.
  public HostSet intersection(HostSet other) {
    return filter(other::contains);
  }

  /// Returns the hosts of this set that `other` does not hold.
  public HostSet difference(HostSet other) {
    return filter(name -> !other.contains(name));
  }

  /// Returns the hosts that one of the two sets holds and the other does not: those of this set
  /// first.
  public HostSet symmetricDifference(HostSet other) {
    return difference(other).union(other.difference(this));
  }

  /// Returns the hosts whose name `wanted` accepts, in the order of this set.
  public HostSet filter(Predicate<String> wanted) {
    return new HostSet(names.stream().filter(wanted).toList());
  }

  /// Returns whether the set holds a host of exactly this name.
  public boolean contains(String name) {
    return positions().containsKey(name);
  }

  /// Returns whether the set holds every host of `other`.
  public boolean containsAll(HostSet other) {
    return other.size() <= size() && positions().keySet().containsAll(other.names);
  }

  /// Returns where `name` is, counted from 0; -1 if the set does not hold it.
  public int indexOf(String name) {
    return positions().getOrDefault(name, -1);
  }

  /// Returns the name at `index`, counted from 0.
  public String get(int index) {
    if (index < 0 || index >= size()) {
      throw misuse("no host at index " + index + " in a set of " + size());
    }
    return names.get(index);
  }

  /// Returns how many hosts there are.
  public int size() {
    return names.size();
  }

  /// Returns whether there are no hosts.
  public boolean isEmpty() {
    return names.isEmpty();
  }

  /// Returns the names in the order of the set; the list cannot be changed.
  public List<String> names() {
    return names;
  }

  /// Returns the names in the order of the set.
  public Stream<String> stream() {
    return names.stream();
  }

  /// Returns an iterator over the names in the order of the set; it cannot remove.
  @Override
  public Iterator<String> iterator() {
    return names.iterator();
  }

  /// Returns the same hosts in the order of the fold.
  public HostSet sorted() {
    return new HostSet(
        names.stream().map(NameParts::of).sorted(NameParts.ORDER).map(NameParts::name).toList());
  }

  /// Returns the hosts from index `from` to before index `to`, counted from 0.
  public HostSet slice(int from, int to) {
    if (from < 0 || to < from || to > size()) {
      throw misuse("no slice from " + from + " to " + to + " in a set of " + size());
    }
    return new HostSet(List.copyOf(names.subList(from, to)));
  }

  /// Returns the set cut into `parts` slices that follow each other, whose sizes differ by one at
  /// most, the larger first. No part is empty: of fewer hosts than parts, each is a part of its
  /// own.
  ///
  /// @param parts 1 or more
  public List<HostSet> split(int parts) {
    if (parts < 1) {
      throw misuse("cannot split into " + parts + " parts; at least 1 is needed");
    }
    int wanted = Math.min(parts, size());
    var slices = new ArrayList<HostSet>(wanted);
    int from = 0;
    for (int part = 0; part < wanted; part++) {
      int to = from + size() / wanted + (part < size() % wanted ? 1 : 0);
      slices.add(slice(from, to));
      from = to;
    }
    return List.copyOf(slices);
  }

  /// Returns shard `number` of `count`: every `count`-th host, from the `number`-th on. The shards
  /// of a set have no host in common, hold all of it, and differ in size by one at most;
  /// neighbours, such as the hosts of a rack, go to different shards.
  ///
  /// @param number 1 to `count`, as in "shard 1/4"
  /// @param count 1 or more
  public HostSet shard(int number, int count) {
    if (count < 1 || number < 1 || number > count) {
      throw misuse("no shard " + number + "/" + count + "; shards are counted from 1");
    }
    var shard = new ArrayList<String>();
    for (long at = number - 1L; at < size(); at += count) {
      shard.add(names.get((int) at));
    }
    return new HostSet(List.copyOf(shard));
  }

  /// Returns `count` hosts chosen by `random`, each choice as likely as any other, in the order of
  /// this set; all of them if there are no more.
  ///
  /// @param count 0 or more
  public HostSet pick(int count, RandomGenerator random) {
    if (count < 0) {
      throw misuse("cannot pick " + count + " hosts");
    }
    if (count >= size()) {
      return this;
    }
    var picked = new ArrayList<String>(count);
    for (int at = 0; picked.size() < count; at++) {
      if (random.nextInt(size() - at) < count - picked.size()) {
        picked.add(names.get(at));
      }
    }
    return new HostSet(List.copyOf(picked));
  }

  /// Returns a short expression for the set, in the order described above; empty for the empty set.
  public String fold() {
    return Folding.fold(names);
  }

  /// Returns what [#fold] returns.
  @Override
  public String toString() {
    return fold();
  }

  /// Returns whether `other` is a host set of the same names, in whatever order.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof HostSet that && size() == that.size() && containsAll(that));
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (String name : names) {
      hash += name.hashCode();
    }
    return hash;
  }

  private Map<String, Integer> positions() {
    Map<String, Integer> known = positions;
    if (known == null) {
      known = HashMap.newHashMap(size());
      for (int at = 0; at < size(); at++) {
        known.put(names.get(at), at);
      }
      positions = known;
    }
    return known;
  }

  private static void addLine(String line, SequencedCollection<String> names, String place) {
    int comment = line.indexOf('#');
    String expression = comment < 0 ? line : line.substring(0, comment);
    try {
      addAll(HostExpression.evaluate(expression), names);
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException(place + ": " + refused.getMessage(), refused);
    }
  }

  private static void addAll(Collection<String> more, SequencedCollection<String> names) {
    if ((long) names.size() + more.size() > MAX_HOSTS) {
      throw misuse(
          "adding %s hosts to %s; %s".formatted(grouped(more.size()), grouped(names.size()), MOST));
    }
    names.addAll(more);
  }

  /// Returns a count of hosts as messages show it: `10,000`.
  static String grouped(long count) {
    StringBuilder text = new StringBuilder(Long.toString(count)); // a Formatter would load a locale
    for (int at = text.length() - 3; at > 0; at -= 3) {
      text.insert(at, ',');
    }
    return text.toString();
  }

  private static IllegalArgumentException misuse(String trouble) {
    return new IllegalArgumentException("host set: " + trouble);
  }
}
