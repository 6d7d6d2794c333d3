package dev.muster.ssh.kex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementTest {

  private static final String GCM = "aes128-gcm@openssh.com";
  private static final String SHA2 = "hmac-sha2-256";

  private static List<String> list(String names) {
    return names.isEmpty() ? List.of() : List.of(names.split(" "));
  }

  private static KexInit proposal(String methods, String hostKeys, String ciphers, String macs) {
    return new KexInit(
        list(methods),
        list(hostKeys),
        KexInit.Ways.both(list(ciphers)),
        KexInit.Ways.both(list(macs)),
        KexInit.Ways.both(List.of("none")),
        false);
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # client   | server    | agreed
          a          | a         | a
          a b        | b a       | a
          a b c      | c b       | b
          b          | a b       | b
          a a b      | b         | b
          """)
  void takesTheFirstOfTheClientsThatTheServerHas(String client, String server, String agreed)
      throws Exception {
    Agreement methods =
        Agreement.of(proposal(client, "k", GCM, ""), proposal(server, "k", GCM, ""));
    Agreement hostKeys =
        Agreement.of(proposal("m", client, GCM, ""), proposal("m", server, GCM, ""));
    Agreement macs =
        Agreement.of(
            proposal("m", "k", "aes128-ctr", client), proposal("m", "k", "aes128-ctr", server));

    assertThat(methods.keyExchange()).isEqualTo(agreed);
    assertThat(hostKeys.hostKey()).isEqualTo(agreed);
    assertThat(macs.toServer().mac()).isEqualTo(agreed);
    assertThat(macs.toClient().mac()).isEqualTo(agreed);
  }

  @ParameterizedTest(name = "{0}/{1} and {2}/{3}: {4}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # client       | server        | holds
          a b   | k l    | a     | k     | true
          a b   | k l    | a b   | k     | true
          a b   | k l    | b a   | k     | false
          a b   | k l    | a     | l k   | false
          a b   | k l    | b     | l     | false
          a b   | k l    | kex-strict-s-v00@openssh.com a | k | false
          # by what is agreed, if both say so
          a b kexguess2@matt.ucc.asn.au | k l | b a kexguess2@matt.ucc.asn.au | l k | true
          a b kexguess2@matt.ucc.asn.au | k l | b kexguess2@matt.ucc.asn.au   | k   | false
          a b kexguess2@matt.ucc.asn.au | k l | a kexguess2@matt.ucc.asn.au   | l   | false
          a b kexguess2@matt.ucc.asn.au | k l | b a                           | k   | false
          a b                           | k l | b a kexguess2@matt.ucc.asn.au | k   | false
          """)
  void letsAGuessHoldOnlyIfBothPreferTheSame(
      String clientMethods,
      String clientKeys,
      String serverMethods,
      String serverKeys,
      boolean holds)
      throws Exception {
    Agreement agreement =
        Agreement.of(
            proposal(clientMethods, clientKeys, GCM, ""),
            proposal(serverMethods, serverKeys, GCM, ""));

    assertThat(agreement.guessHolds()).isEqualTo(holds);
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a kex-strict-c-v00@openssh.com | a kex-strict-s-v00@openssh.com | true
          a kex-strict-c-v00@openssh.com | a                              | false
          a                              | a kex-strict-s-v00@openssh.com | false
          a kex-strict-c-v00@openssh.com | a kex-strict-c-v00@openssh.com | false
          a kex-strict-s-v00@openssh.com | a kex-strict-s-v00@openssh.com | false
          kex-strict-c-v00@openssh.com a | kex-strict-s-v00@openssh.com a | true
          """)
  void isStrictIfBothPromiseIt(String client, String server, boolean strict) throws Exception {
    Agreement agreement =
        Agreement.of(proposal(client, "k", GCM, ""), proposal(server, "k", GCM, ""));

    assertThat(agreement.strict()).isEqualTo(strict);
    assertThat(agreement.keyExchange()).isEqualTo("a");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          ext-info-c
          ext-info-s
          kex-strict-c-v00@openssh.com
          kex-strict-s-v00@openssh.com
          """)
  void neverAgreesOnAMarker(String marker) throws Exception {
    Agreement agreement =
        Agreement.of(proposal(marker + " a", "k", GCM, ""), proposal(marker + " a", "k", GCM, ""));
    assertThat(agreement.keyExchange()).isEqualTo("a");

    assertThatExceptionOfType(NoCommonAlgorithmException.class)
        .isThrownBy(() ->
            Agreement.of(
                proposal(marker + " a", "k", GCM, ""), proposal(marker + " b", "k", GCM, "")))
        .withMessage("no common key exchange");
  }

  @Test
  void takesNoMacWhereTheCipherAuthenticates() throws Exception {
    Agreement agreement =
        Agreement.of(
            new KexInit(
                List.of("m"),
                List.of("k"),
                new KexInit.Ways(List.of(GCM), List.of("aes256-ctr")),
                KexInit.Ways.both(List.of(SHA2)),
                KexInit.Ways.both(List.of("none")),
                false),
            new KexInit(
                List.of("m"),
                List.of("k"),
                new KexInit.Ways(List.of(GCM), List.of("aes256-ctr")),
                new KexInit.Ways(List.of(), List.of("x", SHA2)),
                KexInit.Ways.both(List.of("none")),
                false));

    assertThat(agreement.toServer().mac()).isEmpty();
    assertThat(agreement.toServer().cipher().name()).isEqualTo(GCM);
    assertThat(agreement.toClient().mac()).isEqualTo(SHA2);
    assertThat(agreement.toClient().cipher().name()).isEqualTo("aes256-ctr");
  }

  @ParameterizedTest(name = "no {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # what             | methods | keys | ciphers    | macs
          key exchange       | x       | k    | aes128-ctr | hmac-sha2-256
          key exchange       | ''      | k    | aes128-ctr | hmac-sha2-256
          host key algorithm | m       | x    | aes128-ctr | hmac-sha2-256
          host key algorithm | m       | ''   | aes128-ctr | hmac-sha2-256
          cipher             | m       | k    | aes128-cbc | hmac-sha2-256
          cipher             | m       | k    | ''         | hmac-sha2-256
          cipher             | m       | k    | none       | hmac-sha2-256
          MAC                | m       | k    | aes128-ctr | hmac-sha1
          MAC                | m       | k    | aes128-ctr | ''
          MAC                | m       | k    | aes128-ctr | none
          """)
  void saysWhatIsNotCommon(String kind, String methods, String keys, String ciphers, String macs) {
    KexInit client = proposal("m", "k", "aes128-ctr", SHA2);
    KexInit server = proposal(methods, keys, ciphers, macs);

    assertThatExceptionOfType(NoCommonAlgorithmException.class)
        .isThrownBy(() -> Agreement.of(client, server))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void namesBothListsWhenNothingIsCommon() {
    assertThatExceptionOfType(NoCommonAlgorithmException.class)
        .isThrownBy(
            () -> Agreement.of(proposal("m n", "k", GCM, ""), proposal("o p", "k", GCM, "")))
        .satisfies(e -> assertThat(e.client()).containsExactly("m", "n"))
        .satisfies(e -> assertThat(e.server()).containsExactly("o", "p"));
  }

  @Test
  void takesNoCompressionButNone() {
    KexInit client = proposal("m", "k", GCM, "");
    KexInit server =
        new KexInit(
            List.of("m"),
            List.of("k"),
            KexInit.Ways.both(List.of(GCM)),
            KexInit.Ways.both(List.of()),
            new KexInit.Ways(List.of("none"), List.of("zlib@openssh.com")),
            false);

    assertThatExceptionOfType(NoCommonAlgorithmException.class)
        .isThrownBy(() -> Agreement.of(client, server))
        .withMessage("no common compression");
  }
}
