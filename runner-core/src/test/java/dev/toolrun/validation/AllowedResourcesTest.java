package dev.toolrun.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.tool.ResourceSource;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedResourcesTest {
    private static final ResourceSource PATH = new ResourceSource.RealPath("p");
    private static final ResourceSource VALUE = new ResourceSource.Value("p");
    private static final ResourceSource TABLE = new ResourceSource.SqlTables("p");
    private static final ResourceSource HOST = new ResourceSource.UrlHost("p");

    @ParameterizedTest
    @CsvSource({
        "/data, /data, true",
        "/data, /data/a/b, true",
        "/data, /data-old/a, false",
        "/data, /dat, false",
        "/data/a, /data, false",
        "/data, /DATA/a, false",
        "/, /anything, true",
        "'', /anything, false",
        "data, data/a, false",
    })
    void aPathIsItselfAndWhatIsBeneathIt(String allowed, String touched, boolean permitted) {
        assertThat(AllowedResources.permit(Set.of(allowed), PATH, Set.of(touched)))
                .isEqualTo(permitted);
    }

    @Test
    void valuesAreComparedExactly() {
        assertThat(AllowedResources.permit(Set.of("eu"), VALUE, Set.of("eu"))).isTrue();
        assertThat(AllowedResources.permit(Set.of("eu"), VALUE, Set.of("EU"))).isFalse();
        assertThat(AllowedResources.permit(Set.of("/data"), VALUE, Set.of("/data/a")))
                .isFalse();
        assertThat(AllowedResources.permit(Set.of("*"), VALUE, Set.of("eu"))).isFalse();
    }

    @Test
    void tablesAndHostsMayBeAllowedInAnyCase() {
        assertThat(AllowedResources.permit(Set.of("Users"), TABLE, Set.of("users")))
                .isTrue();
        assertThat(AllowedResources.permit(Set.of("users"), TABLE, Set.of("main.users")))
                .isFalse();
        assertThat(AllowedResources.permit(Set.of("API.example.com"), HOST, Set.of("api.example.com")))
                .isTrue();
        assertThat(AllowedResources.permit(Set.of("example.com"), HOST, Set.of("api.example.com")))
                .isFalse();
    }

    @Test
    void everythingThatIsTouchedMustBeAllowed() {
        assertThat(AllowedResources.permit(Set.of("a", "b"), VALUE, Set.of("a", "b")))
                .isTrue();
        assertThat(AllowedResources.permit(Set.of("a", "b"), VALUE, Set.of("a", "c")))
                .isFalse();
        assertThat(AllowedResources.permit(Set.of("a"), VALUE, Set.of())).isTrue();
        assertThat(AllowedResources.permit(Set.of(), VALUE, Set.of("a"))).isFalse();
    }
}
