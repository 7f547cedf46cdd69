package dev.toolrun.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2a00::1",
                "2001:4860:4860::8888",
                "2000::",
                "3ffe::"
            })
    void everybodyReachesPublicAddresses(String address) {
        assertThat(refusal(address, false)).isNull();
        assertThat(refusal(address, true)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.255",
                "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255", "::1", "fc00::",
                "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
            })
    void privateAddressesOnlyWhereTheEntrySaysSo(String address) {
        assertThat(refusal(address, false)).isNotNull();
        assertThat(refusal(address, true)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, this network",
        "0.255.255.255, this network",
        "169.254.169.254, metadata",
        "169.254.0.1, link-local",
        "169.254.255.255, link-local",
        "100.100.100.200, metadata",
        "168.63.129.16, metadata",
        "192.0.0.192, protocol assignments",
        "192.0.2.1, documentation",
        "198.51.100.1, documentation",
        "203.0.113.255, documentation",
        "192.88.99.1, 6to4",
        "198.18.0.0, benchmarking",
        "198.19.255.255, benchmarking",
        "224.0.0.1, multicast",
        "239.255.255.255, multicast",
        "240.0.0.0, reserved",
        "255.255.255.255, broadcast",
        "::, unspecified",
        "::7f00:1, IPv4-compatible",
        "::ffff:127.0.0.1, IPv4-mapped",
        "::ffff:8.8.8.8, IPv4-mapped",
        "::ffff:0:7f00:1, IPv4-translated",
        "64:ff9b::a9fe:a9fe, NAT64",
        "64:ff9b::808:808, NAT64",
        "64:ff9b:1::1, NAT64",
        "100::1, discard",
        "2001::1, Teredo",
        "2001:0:ffff::1, Teredo",
        "2001:1ff::1, protocol assignments",
        "2001:db8::1, documentation",
        "2002:7f00:1::1, 6to4",
        "2002:808:808::1, 6to4",
        "3fff::1, documentation",
        "5f00::1, segment routing",
        "4000::1, not global unicast",
        "fe80::1, link-local",
        "febf::1, link-local",
        "fec0::1, site-local",
        "ff02::1, multicast",
        "fd00:ec2::254, metadata",
        "fd20:ce::254, metadata",
    })
    void nobodyReachesTheRest(String address, String reason) {
        assertThat(refusal(address, false)).contains(reason);
        assertThat(refusal(address, true)).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.216.34", "2a00:1450::5"})
    void thisHostsOwnAddressesArePrivateWhateverTheyAre(String address) {
        List<java.net.InetAddress> own = List.of(FakeNetwork.address(address));

        assertThat(AddressRules.refusal(own.get(0), false, own)).isEqualTo("an address of this host");
        assertThat(AddressRules.refusal(own.get(0), true, own)).isNull();
    }

    private static String refusal(String address, boolean privateAllowed) {
        return AddressRules.refusal(FakeNetwork.address(address), privateAllowed, List.of());
    }
}
