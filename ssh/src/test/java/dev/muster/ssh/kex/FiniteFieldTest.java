package dev.muster.ssh.kex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.muster.ssh.crypto.Crypto;
import dev.muster.ssh.data.ProtocolException;
import dev.muster.ssh.data.SshReader;
import dev.muster.ssh.data.SshWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;
import javax.crypto.interfaces.DHPublicKey;
import javax.crypto.spec.DHParameterSpec;
import javax.crypto.spec.DHPublicKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FiniteFieldTest {

  private static final Crypto CRYPTO = Crypto.system();

  /// A safe prime that is not one of the known groups.
  private static final BigInteger SAFE = BigInteger.TWO.pow(2048).subtract(of(1942289));

  private static BigInteger of(long value) {
    return BigInteger.valueOf(value);
  }

  @ParameterizedTest
  @CsvSource({
    "diffie-hellman-group14-sha1, 2048",
    "diffie-hellman-group14-sha256, 2048",
    "diffie-hellman-group16-sha512, 4096",
    "diffie-hellman-group18-sha512, 8192"
  })
  void givesBothSidesTheSameSecret(String name, int bits) throws Exception {
    KexMethod method = KexMethod.named(name);
    KexMethod.ClientShare ours = method.begin(CRYPTO);
    KexMethod.ServerShare theirs = method.answer(ours.share(), CRYPTO);

    assertThat(new BigInteger(ours.share()).bitLength()).isBetween(bits - 40, bits);
    SshReader secret = new SshReader(ours.secret(theirs.share()));
    assertThat(secret.readBigInteger().bitLength()).isBetween(bits - 40, bits);
    secret.expectEnd("secret");
    assertThat(ours.secret(theirs.share())).isEqualTo(theirs.secret());
  }

  /// The JDK's own Diffie-Hellman on the other side.
  @ParameterizedTest
  @CsvSource({"diffie-hellman-group14-sha256, 2048", "diffie-hellman-group16-sha512, 4096"})
  void agreesWithTheJdk(String name, int bits) throws Exception {
    BigInteger p = ModpGroups.prime(bits);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("DH");
    generator.initialize(new DHParameterSpec(p, BigInteger.TWO));
    KeyPair pair = generator.generateKeyPair();
    KexMethod.ClientShare ours = KexMethod.named(name).begin(CRYPTO);
    KeyAgreement agreement = KeyAgreement.getInstance("DH");
    agreement.init(pair.getPrivate());
    agreement.doPhase(
        KeyFactory.getInstance("DH")
            .generatePublic(new DHPublicKeySpec(new BigInteger(ours.share()), p, BigInteger.TWO)),
        true);

    byte[] theirs = ((DHPublicKey) pair.getPublic()).getY().toByteArray();
    assertThat(ours.secret(theirs))
        .isEqualTo(new SshWriter().putUnsigned(agreement.generateSecret()).toBytes());
  }

  /// RFC 3526 sections 3, 5 and 7: 2ⁿ − 2ⁿ⁻⁶⁴ − 1 + 2⁶⁴ · (⌊2ⁿ⁻¹³⁰ π⌋ + c).
  @ParameterizedTest
  @CsvSource({"2048, 124476", "4096, 240904", "8192, 4743158"})
  void primesAreThoseOfTheFormula(int bits, long c) {
    BigInteger one = BigInteger.TWO.pow(bits);
    BigInteger pi = // Machin's formula
        arcusTangent(5, one).shiftLeft(4).subtract(arcusTangent(239, one).shiftLeft(2));
    BigInteger middle = pi.shiftRight(130).add(of(c)).shiftLeft(64);

    assertThat(ModpGroups.prime(bits))
        .isEqualTo(
            one.subtract(BigInteger.TWO.pow(bits - 64)).subtract(BigInteger.ONE).add(middle));
  }

  private static BigInteger arcusTangent(long inverse, BigInteger one) {
    BigInteger term = one.divide(of(inverse));
    BigInteger sum = term;
    for (long n = 3; term.signum() != 0; n += 2) {
      term = term.divide(of(inverse * inverse)).negate();
      sum = sum.add(term.divide(of(n)));
    }
    return sum;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # a share of one or two elements, or outside the field, or written in two ways
          nothing          | ''
          zero             | 00
          one              | 01
          two with a zero  | 0002
          minus one        | ff
          a long minus one | ffff
          """)
  void refusesAShareThatIsNone(String what, String share) throws Exception {
    refuses(HexFormat.of().parseHex(share));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, 2, Long.MAX_VALUE})
  void refusesAShareFromTheModulusUp(long above) throws Exception {
    refuses(ModpGroups.prime(2048).add(of(above)).toByteArray());
  }

  private static void refuses(byte[] share) throws Exception {
    KexMethod method = KexMethod.named("diffie-hellman-group14-sha256");
    KexMethod.ClientShare ours = method.begin(CRYPTO);
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> ours.secret(share))
        .withMessageContaining("no number from 2 to p - 2 of a group of 2048 bits");
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> method.answer(share, CRYPTO));
  }

  @Test
  void takesAnyShareInside() throws Exception {
    KexMethod.ClientShare ours = KexMethod.named("diffie-hellman-group14-sha256").begin(CRYPTO);
    BigInteger p = ModpGroups.prime(2048);

    assertThat(ours.secret(BigInteger.TWO.toByteArray())).isNotEmpty();
    assertThat(ours.secret(p.subtract(BigInteger.TWO).toByteArray())).isNotEmpty();
    assertThat(ours.secret(of(128).toByteArray())).isNotEmpty(); // 0080
  }

  @Test
  void asksForAGroupAndGoesOnInIt() throws Exception {
    KexMethod asking = KexMethod.named("diffie-hellman-group-exchange-sha256");
    assertThat(asking.request())
        .asHexString()
        .isEqualToIgnoringCase("2200000800 00000C00 00002000".replace(" ", ""));
    assertThatIllegalStateException().isThrownBy(() -> asking.begin(CRYPTO));

    SshReader request = new SshReader(asking.request());
    request.skip(1);
    GroupExchange.Chosen chosen = GroupExchange.choose(request);
    SshReader group = new SshReader(chosen.message());
    assertThat(group.readByte()).isEqualTo(GroupExchange.GROUP);
    KexMethod method = asking.withGroup(group);
    KexMethod.ClientShare ours = method.begin(CRYPTO);
    KexMethod.ServerShare theirs = chosen.method().answer(ours.share(), CRYPTO);

    assertThat(ours.secret(theirs.share())).isEqualTo(theirs.secret());
    assertThat(method.terms()).isEqualTo(chosen.method().terms());
    SshReader terms = new SshReader(method.terms());
    assertThat(terms.readInt()).isEqualTo(2048);
    assertThat(terms.readInt()).isEqualTo(3072);
    assertThat(terms.readInt()).isEqualTo(8192);
    assertThat(terms.readBigInteger()).isEqualTo(ModpGroups.prime(4096));
    assertThat(terms.readBigInteger()).isEqualTo(2);
    terms.expectEnd("terms");
    assertThat(method.init()).isEqualTo(32);
    assertThat(method.reply()).isEqualTo(33);
  }

  @ParameterizedTest
  @CsvSource({
    "2048, 3072, 8192, 4096",
    "2048, 2048, 8192, 2048",
    "1024, 1024, 2048, 2048",
    "2048, 8192, 8192, 8192",
    "2048, 9000, 9999, 8192"
  })
  void aServerChoosesTheNextGroup(int least, int wanted, int most, int chosen) throws Exception {
    SshReader message = new SshReader(choose(least, wanted, most).message());
    message.skip(1);
    assertThat(message.readBigInteger()).isEqualTo(ModpGroups.prime(chosen));
  }

  @Test
  void aServerChoosesNoneOutsideTheLimits() {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> choose(5000, 6000, 7000))
        .withMessage("asked for a group of 5000 to 7000 bits, which is not there");
  }

  private static GroupExchange.Chosen choose(int least, int wanted, int most)
      throws ProtocolException {
    return GroupExchange.choose(
        new SshReader(new SshWriter().putInt(least).putInt(wanted).putInt(most).toBytes()));
  }

  @ParameterizedTest(name = "{0} plus {1}, generator {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # bits | plus | g  | message
          2046   | 1    | 2  | chose a group of 2047 bits, odd; positive odd ones of 2048 to 8192 were asked for
          8192   | 1    | 2  | chose a group of 8193 bits, odd; positive odd ones of 2048 to 8192 were asked for
          2047   | 0    | 2  | chose a group of 2048 bits, even; positive odd ones of 2048 to 8192 were asked for
          2047   | 1    | 1  | chose a generator that is no number from 2 to p - 2
          2047   | 1    | 0  | chose a group with a number of 0 bytes
          2047   | 1    | -2 | chose a generator that is no number from 2 to p - 2
          8300   | 1    | 2  | chose a group with a number of 1038 bytes
          """)
  void refusesAGroupThatWasNotAskedFor(int bits, long plus, long generator, String message) {
    refusesGroup(BigInteger.TWO.pow(bits).add(of(plus)), of(generator), message);
  }

  @Test
  void refusesAGroupOfNegativeSizeAndAGeneratorAtTheTop() {
    refusesGroup(SAFE.negate(), BigInteger.TWO, "chose a group of 2048 bits, negative;");
    refusesGroup(SAFE, SAFE.subtract(BigInteger.ONE), "chose a generator that is no number");
    refusesGroup(SAFE, SAFE, "chose a generator that is no number");
  }

  @Test
  void goesOnInAGroupThatNobodyKnew() throws Exception {
    for (int twice = 0; twice < 2; twice++) { // found out, then remembered
      KexMethod method = GroupExchange.METHOD.withGroup(group(SAFE, of(4)));
      KexMethod.ClientShare ours = method.begin(CRYPTO);
      assertThat(ours.secret(method.answer(ours.share(), CRYPTO).share())).isNotEmpty();
    }
  }

  private static void refusesGroup(BigInteger p, BigInteger g, String message) {
    SshReader body = group(p, g);
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> GroupExchange.METHOD.withGroup(body))
        .withMessageStartingWith(message);
  }

  private static SshReader group(BigInteger p, BigInteger g) {
    return new SshReader(new SshWriter().putBigInteger(p).putBigInteger(g).toBytes());
  }

  /// A composite, and a prime whose half is none.
  @ParameterizedTest
  @ValueSource(strings = {"composite", "prime but not safe"})
  void refusesAModulusThatIsNoSafePrimeBeforeItIsUsed(String what) throws Exception {
    BigInteger p = BigInteger.TWO.pow(2047).add(BigInteger.ONE);
    if (!what.equals("composite")) {
      p = p.nextProbablePrime();
    }
    KexMethod method = GroupExchange.METHOD.withGroup(group(p, BigInteger.TWO));
    for (int twice = 0; twice < 2; twice++) { // what failed is not remembered as sound
      assertThatExceptionOfType(GeneralSecurityException.class)
          .isThrownBy(() -> method.begin(CRYPTO))
          .withMessage("the modulus of its group, of 2048 bits, is no safe prime");
    }
  }
}
