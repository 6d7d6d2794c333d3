package dev.muster.ssh.kex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KexMethodTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final List<Crypto> CRYPTOS = List.of(Crypto.system(), Crypto.jdk());
  private static final List<String> NAMES =
      List.of(
          "curve25519-sha256",
          "mlkem768x25519-sha256",
          "sntrup761x25519-sha512",
          "ecdh-sha2-nistp256",
          "ecdh-sha2-nistp384",
          "ecdh-sha2-nistp521");

  /// Points of small order and their other encodings (RFC 7748 section 6.1; cr.yp.to/ecdh.html).
  private static final List<String> SMALL_ORDER =
      List.of(
          "0000000000000000000000000000000000000000000000000000000000000000",
          "0100000000000000000000000000000000000000000000000000000000000000",
          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
          "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "0000000000000000000000000000000000000000000000000000000000000080",
          "0100000000000000000000000000000000000000000000000000000000000080",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff");

  static Stream<Arguments> everyMethodOnBothSides() {
    List<Arguments> all = new ArrayList<>();
    for (String name : NAMES) {
      for (Crypto client : CRYPTOS) {
        for (Crypto server : CRYPTOS) {
          all.add(Arguments.of(name, client, server));
        }
      }
    }
    return all.stream();
  }

  static Stream<Arguments> everyMethod() {
    return NAMES.stream()
        .flatMap(name -> CRYPTOS.stream().map(crypto -> Arguments.of(name, crypto)));
  }

  @ParameterizedTest
  @MethodSource("everyMethodOnBothSides")
  void givesBothSidesTheSameSecret(String name, Crypto client, Crypto server) throws Exception {
    KexMethod method = KexMethod.named(name);
    List<String> secrets = new ArrayList<>();
    for (int round = 0; round < 4; round++) {
      KexMethod.ClientShare ours = method.begin(client);
      KexMethod.ServerShare theirs = method.answer(ours.share(), server);
      byte[] secret = ours.secret(theirs.share());

      assertThat(secret).isEqualTo(theirs.secret());
      SshReader encoded = new SshReader(secret);
      byte[] value = encoded.readString();
      encoded.expectEnd("secret");
      int bytes = bytes(name); // a digest, or a number that may begin with zeros
      assertThat(value).hasSizeBetween(bytes - 4, bytes + 1);
      if (!name.contains("x25519")) {
        assertThat(value[0]).isNotNegative();
      }
      secrets.add(HEX.formatHex(secret));
    }
    assertThat(secrets).doesNotHaveDuplicates();
  }

  private static int bytes(String name) {
    return switch (name) {
      case "sntrup761x25519-sha512" -> 64;
      case "ecdh-sha2-nistp384" -> 48;
      case "ecdh-sha2-nistp521" -> 66;
      default -> 32;
    };
  }

  @ParameterizedTest
  @MethodSource("everyMethod")
  void refusesSharesOfAnyOtherLength(String name, Crypto crypto) throws Exception {
    KexMethod method = KexMethod.named(name);
    byte[] forServer = method.begin(crypto).share();
    byte[] forClient = method.answer(forServer, crypto).share();
    KexMethod.ClientShare ours = method.begin(crypto);
    for (int change : new int[] {-1_000_000, -33, -32, -2, -1, 1, 2, 32}) {
      byte[] toServer = Arrays.copyOf(forServer, Math.max(0, forServer.length + change));
      byte[] toClient = Arrays.copyOf(forClient, Math.max(0, forClient.length + change));
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> method.answer(toServer, crypto));
      assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> ours.secret(toClient));
    }
  }

  static Stream<Arguments> everyMethodWithX25519() {
    return everyMethod().filter(method -> !String.valueOf(method.get()[0]).startsWith("ecdh"));
  }

  @ParameterizedTest
  @MethodSource("everyMethodWithX25519")
  void refusesPointsOfSmallOrder(String name, Crypto crypto) throws Exception {
    KexMethod method = KexMethod.named(name);
    byte[] forServer = method.begin(crypto).share();
    byte[] forClient = method.answer(forServer, crypto).share();
    for (String point : SMALL_ORDER) {
      byte[] toServer = ending(forServer, HEX.parseHex(point));
      byte[] toClient = ending(forClient, HEX.parseHex(point));
      KexMethod.ClientShare ours = method.begin(crypto);
      assertThatExceptionOfType(ProtocolException.class)
          .as(point)
          .isThrownBy(() -> method.answer(toServer, crypto));
      assertThatExceptionOfType(ProtocolException.class)
          .as(point)
          .isThrownBy(() -> ours.secret(toClient));
    }
  }

  private static byte[] ending(byte[] share, byte[] end) {
    byte[] changed = share.clone();
    System.arraycopy(end, 0, changed, share.length - end.length, end.length);
    return changed;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # what               | form | x | y
          at infinity          | 00 | 0000000000000000000000000000000000000000000000000000000000000000 | 0000000000000000000000000000000000000000000000000000000000000000
          the origin           | 04 | 0000000000000000000000000000000000000000000000000000000000000000 | 0000000000000000000000000000000000000000000000000000000000000000
          off the curve        | 04 | 6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296 | 4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f6
          compressed           | 02 | 6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296 | 4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5
          hybrid               | 06 | 6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296 | 4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5
          x of the prime       | 04 | ffffffff00000001000000000000000000000000ffffffffffffffffffffffff | 4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5
          all ones             | 04 | ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff | ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
          zero plus the prime  | 04 | ffffffff00000001000000000000000000000000ffffffffffffffffffffffff | 66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4
          """)
  void refusesWhatIsNoPointOfTheCurve(String what, String form, String x, String y)
      throws Exception {
    byte[] share = HEX.parseHex(form + x + y);
    for (Crypto crypto : CRYPTOS) {
      KexMethod.ClientShare ours = NistCurve.P256.begin(crypto);
      assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> ours.secret(share));
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> NistCurve.P256.answer(share, crypto));
    }
  }

  @Test
  void takesAnyPointThatIsOne() throws Exception {
    // the base point, and the point with x = 0
    for (String point :
        List.of(
            "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
            "040000000000000000000000000000000000000000000000000000000000000000"
                + "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4")) {
      for (Crypto crypto : CRYPTOS) {
        assertThat(NistCurve.P256.begin(crypto).secret(HEX.parseHex(point))).isNotEmpty();
      }
    }
  }

  @Test
  void givesStrangersWithAChangedCapsuleAnotherSecret() throws Exception {
    KexMethod method = KexMethod.named("mlkem768x25519-sha256");
    for (Crypto crypto : CRYPTOS) {
      KexMethod.ClientShare ours = method.begin(crypto);
      KexMethod.ServerShare theirs = method.answer(ours.share(), crypto);
      byte[] changed = theirs.share();
      changed[5] ^= 1;

      assertThat(ours.secret(changed)).isNotEqualTo(theirs.secret());
    }
  }

  @Test
  void refusesALatticeKeyOutsideItsField() throws Exception {
    KexMethod method = KexMethod.named("mlkem768x25519-sha256");
    byte[] share = method.begin(Crypto.system()).share();
    Arrays.fill(share, 0, 1152, (byte) 0xff); // coefficients of 4095 where 3328 is the largest

    for (Crypto crypto : CRYPTOS) {
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> method.answer(share, crypto));
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          diffie-hellman-group1-sha1
          kex-strict-s-v00@openssh.com
          none
          ''
          """)
  void knowsNoOtherMethod(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KexMethod.named(name))
        .withMessage("key exchange \"" + name + "\" is not known here");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          curve25519-sha256,                    SHA-256, false
          ecdh-sha2-nistp256,                   SHA-256, false
          ecdh-sha2-nistp384,                   SHA-384, false
          ecdh-sha2-nistp521,                   SHA-512, false
          mlkem768x25519-sha256,                SHA-256, false
          sntrup761x25519-sha512,               SHA-512, true
          sntrup761x25519-sha512@openssh.com,   SHA-512, true
          diffie-hellman-group14-sha1,          SHA-1,   true
          diffie-hellman-group14-sha256,        SHA-256, true
          diffie-hellman-group16-sha512,        SHA-512, true
          diffie-hellman-group18-sha512,        SHA-512, true
          diffie-hellman-group-exchange-sha256, SHA-256, true
          """)
  void saysWithWhichDigestAndWhetherItTakesLong(String name, String digest, boolean slow) {
    assertThat(KexMethod.named(name).digest()).isEqualTo(digest);
    assertThat(KexMethod.named(name).isSlow()).isEqualTo(slow);
  }

  @Test
  void hasTwoNamesForOneCurve() {
    assertThat(KexMethod.named("curve25519-sha256@libssh.org"))
        .isSameAs(KexMethod.named("curve25519-sha256"));
  }
}
